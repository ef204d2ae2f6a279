"use strict";
// Presses the only button of a page on which nothing is left to decide.
document.querySelector("form[data-onward]")?.requestSubmit();
