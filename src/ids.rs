//! How ids are declared: the place of something in a list, with a type of its own, so that one cannot be taken for another.
//!
//! Beside the rooms, because each of them has lists. Programs that call the library see names, never ids.

/// Declares ids: each with what it is an id of, the number that it is, and what is promised of how many there are. Small numbers
/// are for lists that loading keeps short, because tables hold many of them.
macro_rules! ids {
    ($($(#[$attribute:meta])* $id:ident($number:ty), $fewer:literal;)+) => {
        $(
            $(#[$attribute])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
            pub struct $id($number);

            impl $id {
                /// The one at a place in its list, counted from 0.
                #[inline]
                pub(crate) fn nth(index: usize) -> Self {
                    let id = <$number>::try_from(index).ok();
                    Self(invariant!(id, $fewer))
                }

                /// The place in its list, counted from 0.
                #[inline]
                #[must_use]
                pub fn index(self) -> usize {
                    self.0 as usize
                }

                /// What is in its list, with ids.
                pub(crate) fn of<T>(list: &[T]) -> impl DoubleEndedIterator<Item = (Self, &T)> {
                    list.iter().enumerate().map(|(at, one)| (Self::nth(at), one))
                }
            }
        )+
    };
}
