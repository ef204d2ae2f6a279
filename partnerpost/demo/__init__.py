"""The whole way of one item on a machine without internet: example sites, example readers, a mail sink."""
