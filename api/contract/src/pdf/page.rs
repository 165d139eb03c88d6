//! Puts rows on pages of A4: two columns, lines that fit, and headings that keep with what they
//! head. Places are whole points from the lower left corner.

use super::letters;
use super::rows::Row;

/// A4, in points.
pub const WIDTH: i16 = 595;
pub const HEIGHT: i16 = 842;

const LEFT: i16 = 50;
const RIGHT: i16 = 548;
const TOP: i16 = 790;
const BOTTOM: i16 = 60;
/// Where values begin.
const VALUES: i16 = 212;
const TEXT: i16 = 9;
const LINE: i16 = 14;

/// A line of text in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub x: i16,
    pub y: i16,
    pub size: i16,
    pub text: String,
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    pub lines: Vec<Placed>,
    /// Heights of the rules under headings.
    pub rules: Vec<i16>,
}

/// Lays rows out; `foot` stands under every page, with its number.
pub fn lay_out(rows: &[Row], foot: &str) -> Vec<Sheet> {
    let mut press = Press { sheets: vec![Sheet::default()], y: TOP };
    for row in rows {
        press.put(row);
    }
    let count = press.sheets.len();
    for (place, sheet) in press.sheets.iter_mut().enumerate() {
        let number = place.saturating_add(1);
        let text = format!("{foot}    {number} / {count}");
        sheet.lines.push(Placed { x: LEFT, y: 36, size: 7, text });
    }
    press.sheets
}

struct Press {
    sheets: Vec<Sheet>,
    y: i16,
}

impl Press {
    fn put(&mut self, row: &Row) {
        match row {
            Row::Title(text) => {
                self.line(LEFT, 18, text);
                self.y = self.y.saturating_sub(30);
            }
            Row::Heading(text) => {
                // A heading and two rows, or the next page.
                self.make_room(60);
                if self.y < TOP {
                    self.y = self.y.saturating_sub(8);
                }
                self.line(LEFT, 11, text);
                let rule = self.y.saturating_sub(4);
                self.sheet().rules.push(rule);
                self.y = self.y.saturating_sub(20);
            }
            Row::Field { label, value, indent } => self.field(label, value, *indent),
            Row::Note(text) => {
                for line in letters::lines(text, TEXT, RIGHT - LEFT) {
                    self.make_room(LINE);
                    self.line(LEFT, TEXT, &line);
                    self.y = self.y.saturating_sub(LINE);
                }
                self.y = self.y.saturating_sub(3);
            }
        }
    }

    /// Label and value side by side, line by line; a row may go over to the next page.
    fn field(&mut self, label: &str, value: &str, indent: i16) {
        let left = LEFT.saturating_add(indent);
        let room = VALUES.saturating_sub(left).saturating_sub(8);
        let labels = letters::lines(label, TEXT, room);
        let values = letters::lines(value, TEXT, RIGHT - VALUES);
        for place in 0..labels.len().max(values.len()) {
            self.make_room(LINE);
            if let Some(label) = labels.get(place) {
                self.line(left, TEXT, label);
            }
            if let Some(value) = values.get(place) {
                self.line(VALUES, TEXT, value);
            }
            self.y = self.y.saturating_sub(LINE);
        }
    }

    fn make_room(&mut self, height: i16) {
        if self.y.saturating_sub(height) < BOTTOM {
            self.sheets.push(Sheet::default());
            self.y = TOP;
        }
    }

    fn line(&mut self, x: i16, size: i16, text: &str) {
        if !text.is_empty() {
            let placed = Placed { x, y: self.y, size, text: text.to_owned() };
            self.sheet().lines.push(placed);
        }
    }

    fn sheet(&mut self) -> &mut Sheet {
        // There is one from the beginning.
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::default());
        }
        let last = self.sheets.len().saturating_sub(1);
        &mut self.sheets[last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_break_and_every_line_is_within_the_margins() {
        let field =
            Row::Field { label: "名称 Name".to_owned(), value: "x ".repeat(400), indent: 20 };
        let rows = [
            vec![Row::Title("a".to_owned()), Row::Heading("b".to_owned())],
            vec![field; 20],
            vec![Row::Heading("c".to_owned()), Row::Note("d".to_owned())],
        ]
        .concat();
        let sheets = lay_out(&rows, "foot");
        assert!(sheets.len() > 3);
        for (place, sheet) in sheets.iter().enumerate() {
            let (foot, lines) = sheet.lines.split_last().unwrap();
            assert_eq!(foot.text, format!("foot    {} / {}", place + 1, sheets.len()));
            for line in lines {
                assert!((BOTTOM..=TOP).contains(&line.y), "{line:?}");
                let run = letters::runs(&line.text, line.size);
                let width: i16 = run.iter().map(|run| run.width).sum();
                assert!(line.x + width <= RIGHT + 4, "{line:?}");
            }
        }
    }
}
