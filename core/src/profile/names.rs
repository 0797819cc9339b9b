//! Enums whose values have names in the data.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $value:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$inner])* $value,)* }

        impl $name {
            /// Every value, in the order of their meaning.
            pub const ALL: &'static [$name] = &[$($name::$value,)*];

            /// Its name in the data.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$value => $text,)* }
            }

            /// The value of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
