//! How wide letters are, and where a text is broken into lines. Widths are thousandths of the
//! size; positions are whole points.

/// Widths of the letters of Helvetica, from the space to the tilde.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // to '/'
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // to '?'
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // to 'O'
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // to '_'
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // to 'o'
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // to '~'
];

/// Which font draws a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Helvetica, for what ASCII has.
    Latin,
    /// The standard Chinese font, for everything else; every letter is a square.
    Han,
}

/// Letters that one font draws without a break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub face: Face,
    pub text: String,
    /// In whole points, rounded up.
    pub width: i16,
}

fn face(letter: char) -> Face {
    if (' '..='~').contains(&letter) { Face::Latin } else { Face::Han }
}

fn width(letter: char) -> u32 {
    let place = u32::from(letter).checked_sub(0x20).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| HELVETICA.get(place)).map_or(1_000, |width| u32::from(*width))
}

/// A line of text as runs.
pub fn runs(line: &str, size: i16) -> Vec<Run> {
    let mut runs: Vec<(Face, String, u32)> = Vec::new();
    for letter in line.chars() {
        match runs.last_mut() {
            Some((own, text, total)) if *own == face(letter) => {
                text.push(letter);
                *total = total.saturating_add(width(letter));
            }
            _ => runs.push((face(letter), letter.to_string(), width(letter))),
        }
    }
    let points = |total: u32| {
        let scaled = total.saturating_mul(u32::from(size.unsigned_abs())).div_ceil(1_000);
        i16::try_from(scaled).unwrap_or(i16::MAX)
    };
    runs.into_iter().map(|(face, text, total)| Run { face, text, width: points(total) }).collect()
}

/// Breaks a text into lines that fit: after spaces and between Chinese letters where it can, and
/// anywhere in a word that is longer than a line.
pub fn lines(text: &str, size: i16, fits: i16) -> Vec<String> {
    // One point for each change of fonts: runs are rounded up to whole points.
    let room = u32::from(fits.unsigned_abs()).saturating_mul(1_000);
    let scale = u32::from(size.unsigned_abs());
    let mut lines = Vec::new();
    let (mut line, mut taken) = (String::new(), 0_u32);
    let (mut last, mut break_at) = (None, None);
    for letter in text.chars() {
        let change = if last.is_some_and(|last| last != face(letter)) { 1_000 } else { 0 };
        let more = width(letter).saturating_mul(scale).saturating_add(change);
        if taken.saturating_add(more) > room && !line.is_empty() {
            let rest = line.split_off(break_at.filter(|at| *at > 0).unwrap_or(line.len()));
            lines.push(line.trim_end().to_owned());
            line = rest;
            taken = line.chars().fold(0, |sum: u32, letter| {
                sum.saturating_add(width(letter).saturating_mul(scale))
            });
            break_at = None;
        }
        line.push(letter);
        taken = taken.saturating_add(more);
        last = Some(face(letter));
        if letter == ' ' || face(letter) == Face::Han {
            break_at = Some(line.len());
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in
            ["a".repeat(300), "青瓷".repeat(90), "words and 词语 ".repeat(30), "é 🍵 a".repeat(40)]
        {
            let broken = lines(&text, 9, 200);
            assert!(broken.len() > 1);
            for line in &broken {
                let total: i16 = runs(line, 9).iter().map(|run| run.width).sum();
                assert!(total <= 205, "{line} takes {total}");
            }
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&broken.concat()), letters(&text));
        }
        assert_eq!(lines("", 9, 200), [""]);
        assert_eq!(lines("one two", 10, 25), ["one", "two"]);
    }

    #[test]
    fn a_line_is_cut_where_the_font_changes() {
        let runs = runs("50 g 龙井", 10);
        assert_eq!(runs.len(), 2);
        assert_eq!((runs[0].face, runs[0].text.as_str()), (Face::Latin, "50 g "));
        assert_eq!((runs[1].face, runs[1].width), (Face::Han, 20));
    }
}
