//! Turns the table of settings into structs, a reader, and the list of names.

use super::resolve::{Fallback, Known};

/// Always this word.
pub(super) const fn is(word: &'static str) -> Fallback {
    Fallback::Is(word)
}

/// One word in development, another in production.
pub(super) const fn either(development: &'static str, production: &'static str) -> Fallback {
    Fallback::Either { development, production }
}

/// Worked out from keys above; `means` says how.
pub(super) const fn from(means: &'static str, value: fn(&Known) -> String) -> Fallback {
    Fallback::From { means, value }
}

/// `section: Struct { /// doc  key: Type = fallback, reader; }`: one place for each key.
macro_rules! settings {
    ($(
        $(#[doc = $about:literal])*
        $section:ident: $Section:ident {
            $($(#[doc = $doc:literal])* $key:ident: $type:ty = $fallback:expr, $reader:expr;)+
        }
    )+) => {
        $(
            $(#[doc = $about])*
            #[derive(Debug, Clone)]
            pub struct $Section {
                $($(#[doc = $doc])* pub $key: $type,)+
            }
        )+

        /// Every setting, by section.
        #[derive(Debug, Clone)]
        pub struct Settings {
            /// What the server is run for.
            pub environment: Environment,
            $($(#[doc = $about])* pub $section: $Section,)+
        }

        /// Every key there is.
        const NAMES: &[&str] = &[
            "environment",
            $($(concat!(stringify!($section), ".", stringify!($key)),)+)+
        ];

        /// Each section and what it is about.
        pub(super) const SECTIONS: &[(&str, &[&str])] =
            &[$((stringify!($section), &[$($about),*]),)+];

        impl Settings {
            fn read(known: &mut Known) -> Result<Self, SettingFault> {
                let environment = Entry {
                    name: "environment",
                    doc: &["What the server is run for; it changes the defaults below."],
                    fallback: is("development"),
                };
                known.environment = known.read(&environment, &choice())?;
                Ok(Self {
                    environment: known.environment,
                    $($section: $Section::read(known)?,)+
                })
            }
        }

        $(
            impl $Section {
                fn read(known: &mut Known) -> Result<Self, SettingFault> {
                    Ok(Self {
                        $($key: {
                            let entry = Entry {
                                name: concat!(stringify!($section), ".", stringify!($key)),
                                doc: &[$($doc),*],
                                fallback: $fallback,
                            };
                            known.read(&entry, &$reader)?
                        },)+
                    })
                }
            }
        )+
    };
}

pub(super) use settings;
