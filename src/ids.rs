//! How ids are declared: the place of something in a list, with a type of its own, so that one cannot be taken for another.
//!
//! Beside the rooms, because each of them has lists. Programs that call the library see names, never ids.

/// Declares ids: each with what it is an id of, and what is promised of their number.
macro_rules! ids {
    ($($(#[$attribute:meta])* $id:ident, $fewer:literal;)+) => {
        $(
            $(#[$attribute])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
            pub struct $id(u16);

            impl $id {
                /// The one at a place in its list, counted from 0.
                #[inline]
                pub(crate) fn nth(index: usize) -> Self {
                    let id = u16::try_from(index).ok();
                    Self(invariant!(id, $fewer))
                }

                /// The place in its list, counted from 0.
                #[inline]
                #[must_use]
                pub fn index(self) -> usize {
                    usize::from(self.0)
                }

                /// What is in its list, with ids.
                pub(crate) fn of<T>(list: &[T]) -> impl DoubleEndedIterator<Item = (Self, &T)> {
                    list.iter().enumerate().map(|(at, one)| (Self::nth(at), one))
                }
            }
        )+
    };
}
