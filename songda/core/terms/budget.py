"""How much time a piece of work may take: so many working days, or so many minutes of office hours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Exactly one of both; days end when the office closes, minutes run only while it is open. ValueError otherwise."""

    working_days: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        if (self.working_days > 0) == (self.minutes > 0) or min(self.working_days, self.minutes) < 0:
            raise ValueError(f"A budget is either working days or minutes, more than none: {self}.")
