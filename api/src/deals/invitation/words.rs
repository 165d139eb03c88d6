//! The words of an invitation's page, in the language of whoever looks at it; where they say
//! nothing of that, as messengers that fetch a card do not, in the language of what is sold.

use platform::kernel::Money;

use super::card::{Card, Offer};

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// The language that a reader likes best of those that there are, as browsers say it, or that
    /// of a title.
    pub fn of(accepted: Option<&str>, title: &str) -> Self {
        accepted.and_then(liked_best).unwrap_or(if title.chars().any(is_han) {
            Self::Chinese
        } else {
            Self::English
        })
    }

    /// As pages name it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// What is told of a deal on its card.
    pub fn told(self, card: &Card) -> String {
        match (self, card.offer) {
            (Self::English, Offer::Cut { price, remaining, .. }) => {
                format!("{} now; {} still to be cut.", amount(price), amount(remaining))
            }
            (Self::Chinese, Offer::Cut { price, remaining, .. }) => {
                format!("现价 {}，还可砍 {}。", amount(price), amount(remaining))
            }
            (Self::English, Offer::Group { price, size, missing, forms: true, .. }) => {
                format!("{} each in a group of {size}; {missing} still to join.", amount(price))
            }
            (Self::Chinese, Offer::Group { price, size, missing, forms: true, .. }) => {
                format!("{size} 人团每件 {}，还差 {missing} 人。", amount(price))
            }
            (Self::English, Offer::Group { price, size, .. }) => {
                format!("{} each in a group of {size}; nobody can join now.", amount(price))
            }
            (Self::Chinese, Offer::Group { price, size, .. }) => {
                format!("{size} 人团每件 {}，现已不能加入。", amount(price))
            }
        }
    }

    /// What to do with the link.
    pub fn next_step(self, card: &Card) -> &'static str {
        match (self, card.offer) {
            (Self::English, Offer::Cut { .. }) => {
                "Open this invitation in the app, signed in, to help."
            }
            (Self::Chinese, Offer::Cut { .. }) => "登录后在应用中打开此邀请即可助力。",
            (Self::English, Offer::Group { .. }) => {
                "Open this invitation in the app, signed in, to join."
            }
            (Self::Chinese, Offer::Group { .. }) => "登录后在应用中打开此邀请即可参团。",
        }
    }

    /// That a link opens nothing.
    pub fn over(self) -> &'static str {
        match self {
            Self::English => "This invitation is over, or there is none.",
            Self::Chinese => "此邀请已失效或不存在。",
        }
    }

    /// That we broke.
    pub fn broken(self) -> &'static str {
        match self {
            Self::English => "Something broke here.",
            Self::Chinese => "出了点问题，请稍后再试。",
        }
    }
}

fn amount(money: Money) -> String {
    format!("{money} {}", money.currency().code())
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The best of `en;q=0.8, zh-CN, *;q=0.1` that there is; the first of several that are liked
/// equally, and nothing if none is liked.
fn liked_best(accepted: &str) -> Option<Language> {
    let mut best: Option<(u32, Language)> = None;
    for one in accepted.split(',').take(20) {
        let mut parts = one.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default().to_ascii_lowercase();
        let language = match range.split('-').next() {
            Some("zh") => Language::Chinese,
            Some("en") => Language::English,
            _ => continue,
        };
        let weight =
            parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1_000), thousandths);
        let Some(weight) = weight.filter(|weight| *weight > 0) else { continue };
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// `0.8` in thousandths; nothing for what is no weight.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let sound = part.len() <= 3 && part.chars().all(|digit| digit.is_ascii_digit());
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let part: u32 = if sound { format!("{part:0<3}").parse().ok()? } else { return None };
    whole.checked_mul(1_000)?.checked_add(part).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_goes_before_the_title() {
        use Language::{Chinese, English};
        for (accepted, title, language) in [
            (None, "龙井茶", Chinese),
            (None, "Tea", English),
            (Some("en-GB,en;q=0.9"), "龙井茶", English),
            (Some("zh-TW"), "Tea", Chinese),
            (Some("en;q=0.3, zh;q=0.8"), "Tea", Chinese),
            (Some("en;q=0, zh-Hans;q=0.001"), "Tea", Chinese),
            (Some("fr, de;q=0.5"), "Tea", English),
            (Some("fr"), "茶", Chinese),
            (Some("zh;q=9, en;q=x, ;;,"), "Tea", English),
            (Some(""), "茶", Chinese),
        ] {
            assert_eq!(Language::of(accepted, title), language, "{accepted:?} {title}");
        }
    }
}
