//! Calendar days.

use std::fmt;

/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Reads `2025-06-30` and nothing else.
    ///
    /// ```
    /// use fingerpost::quantity::Date;
    /// assert!(Date::parse("2024-02-29").is_some());
    /// assert!(Date::parse("2025-02-29").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| -> Option<i16> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let dashed = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (dashed && year > 0).then_some(Self(date))
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub fn days(self) -> i32 {
        let epoch = jiff::civil::date(1970, 1, 1);
        self.0
            .duration_since(epoch)
            .as_hours()
            .checked_div(24)
            .and_then(|d| i32::try_from(d).ok())
            .unwrap_or(0)
    }

    /// The day that many days after 1970-01-01, if it is within the calendar.
    #[must_use]
    pub fn from_days(days: i32) -> Option<Self> {
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch.checked_add(jiff::SignedDuration::from_hours(i64::from(days) * 24)).ok().map(Self)
    }

    /// The day before; the first day of the calendar stays.
    #[must_use]
    pub fn before(self) -> Self {
        self.0.yesterday().map_or(self, Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
