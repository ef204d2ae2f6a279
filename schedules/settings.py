"""What the calendar of jobs needs to be told."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ScheduleSettings(BaseModel, extra="forbid"):
    """When things run. Times are in the zone of the office."""

    zone: str = Field(default="Europe/Berlin", description="Time zone of the office")
    tidy_hour: int = Field(default=3, ge=0, le=23, description="Hour at which rounds are rolled and old data deleted")
    morning_hour: int = Field(default=6, ge=0, le=23, description="Hour from which staff get the report of the morning")
    tick_seconds: int = Field(default=5, ge=1, le=60, description="How often the ticker looks for what is due")
    lease_seconds: int = Field(default=45, ge=5, le=60, description="Silence after which another ticker takes over")
