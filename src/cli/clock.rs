//! The clock. Only warnings look at it, never an answer.

use crate::quantity::Date;

/// Seconds in a day.
const DAY: i64 = 86_400;

/// Today's date in UTC; none outside the calendar.
pub(super) fn today() -> Option<Date> {
    let days = jiff::Timestamp::now().as_second().div_euclid(DAY);
    Date::from_days(i32::try_from(days).ok()?)
}
