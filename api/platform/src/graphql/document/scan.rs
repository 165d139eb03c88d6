//! The scan before the parser: bytes to tokens in one pass without recursion. Length, count of
//! tokens and nesting of brackets are bounded here, so that nothing behind it can be overrun.

use async_graphql::Pos;

use super::limits::DocumentLimits;
use super::text;
use crate::graphql::{ErrorCode, RequestError};

/// One token; what the language ignores is gone.
#[derive(Debug, Clone, PartialEq)]
pub enum Token<'t> {
    /// `! $ & ( ) ... : = @ [ ] { | }`
    Mark(&'static str),
    Name(&'t str),
    Int(&'t str),
    Float(&'t str),
    Text(String),
    Block(String),
    End,
}

impl Token<'_> {
    /// How messages name it.
    pub fn show(&self) -> String {
        match self {
            Self::Mark(mark) => format!("\"{mark}\""),
            Self::Name(name) => format!("Name \"{name}\""),
            Self::Int(digits) => format!("Int \"{digits}\""),
            Self::Float(digits) => format!("Float \"{digits}\""),
            Self::Text(_) => "String".to_owned(),
            Self::Block(_) => "BlockString".to_owned(),
            Self::End => "<EOF>".to_owned(),
        }
    }
}

/// A parse error at a place, worded as the reference implementation words them.
pub fn syntax(pos: Pos, message: impl AsRef<str>) -> RequestError {
    RequestError::new(ErrorCode::GraphqlParseFailed, format!("Syntax Error: {}", message.as_ref()))
        .at(pos.line, pos.column)
}

pub fn too_complex(message: impl Into<String>) -> RequestError {
    RequestError::new(ErrorCode::TooComplex, message)
}

/// The refusal of a text that is not even looked at.
pub fn too_long(text: &str, limits: &DocumentLimits) -> RequestError {
    let (length, limit) = (text.len(), limits.text_bytes);
    too_complex(format!("The document is {length} bytes long; {limit} are allowed."))
}

/// Reads characters and keeps count of lines and columns.
pub struct Cursor<'t> {
    pub text: &'t str,
    pub at: usize,
    line: usize,
    column: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    pub fn pos(&self) -> Pos {
        Pos { line: self.line, column: self.column }
    }

    pub fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes one character; CR LF counts as one line end, which `\n` closes.
    pub fn next(&mut self) -> Option<char> {
        let taken = self.rest().chars().next()?;
        self.at += taken.len_utf8();
        let ends_line = taken == '\n' || (taken == '\r' && self.byte() != Some(b'\n'));
        if ends_line {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(taken)
    }

    /// Takes bytes while they satisfy, all of them ASCII.
    pub fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'t str {
        let start = self.at;
        while self.byte().is_some_and(&keep) {
            self.at += 1;
            self.column += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_ignored(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b',' | b'\n' | b'\r') => {
                    self.next();
                }
                Some(b'#') => {
                    while self.byte().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.next();
                    }
                }
                // A byte order mark.
                Some(0xEF) if self.rest().starts_with('\u{FEFF}') => {
                    self.next();
                }
                _ => return,
            }
        }
    }
}

/// The tokens of a text with their places, ending in [`Token::End`].
pub fn scan<'t>(
    text: &'t str,
    limits: &DocumentLimits,
) -> Result<Vec<(Token<'t>, Pos)>, RequestError> {
    if text.len() > limits.text_bytes {
        return Err(too_long(text, limits));
    }
    let mut cursor = Cursor::new(text);
    let mut tokens = Vec::new();
    let mut open = 0_usize;
    loop {
        cursor.skip_ignored();
        let pos = cursor.pos();
        let token = next_token(&mut cursor)?;
        match token {
            Token::Mark("(" | "[" | "{") => open += 1,
            Token::Mark(")" | "]" | "}") => open = open.saturating_sub(1),
            _ => {}
        }
        if open > limits.nesting {
            return Err(too_complex(format!(
                "Brackets are nested more than {} deep.",
                limits.nesting
            ))
            .at(pos.line, pos.column));
        }
        let ended = token == Token::End;
        tokens.push((token, pos));
        if ended {
            return Ok(tokens);
        }
        if tokens.len() > limits.tokens {
            return Err(too_complex(format!(
                "The document has more than {} tokens.",
                limits.tokens
            ))
            .at(pos.line, pos.column));
        }
    }
}

const MARKS: [(u8, &str); 13] = [
    (b'!', "!"),
    (b'$', "$"),
    (b'&', "&"),
    (b'(', "("),
    (b')', ")"),
    (b':', ":"),
    (b'=', "="),
    (b'@', "@"),
    (b'[', "["),
    (b']', "]"),
    (b'{', "{"),
    (b'|', "|"),
    (b'}', "}"),
];

fn next_token<'t>(cursor: &mut Cursor<'t>) -> Result<Token<'t>, RequestError> {
    let pos = cursor.pos();
    let Some(byte) = cursor.byte() else { return Ok(Token::End) };
    if let Some((_, mark)) = MARKS.iter().find(|(mark, _)| *mark == byte) {
        cursor.next();
        return Ok(Token::Mark(mark));
    }
    match byte {
        b'.' if cursor.rest().starts_with("...") => {
            cursor.take_while(|byte| byte == b'.');
            // `....` is a spread and a stray dot, not a longer spread.
            if cursor.text.get(..cursor.at).is_some_and(|read| read.ends_with("....")) {
                return Err(syntax(pos, "Unexpected character: \".\"."));
            }
            Ok(Token::Mark("..."))
        }
        b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
            Ok(Token::Name(cursor.take_while(|byte| byte == b'_' || byte.is_ascii_alphanumeric())))
        }
        b'0'..=b'9' | b'-' => number(cursor),
        b'"' if cursor.rest().starts_with("\"\"\"") => text::block(cursor).map(Token::Block),
        b'"' => text::quoted(cursor).map(Token::Text),
        b'\'' => Err(syntax(
            pos,
            "Unexpected single quote character ('), did you mean to use a double quote (\")?",
        )),
        _ => Err(syntax(pos, format!("Unexpected character: {}.", show(cursor.rest())))),
    }
}

fn number<'t>(cursor: &mut Cursor<'t>) -> Result<Token<'t>, RequestError> {
    let start = cursor.at;
    let mut fraction = false;
    cursor.take_if(b'-');
    if cursor.take_if(b'0') {
        if cursor.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(bad_number(cursor));
        }
    } else {
        digits(cursor)?;
    }
    if cursor.take_if(b'.') {
        fraction = true;
        digits(cursor)?;
    }
    if cursor.take_if(b'e') || cursor.take_if(b'E') {
        fraction = true;
        if !cursor.take_if(b'+') {
            cursor.take_if(b'-');
        }
        digits(cursor)?;
    }
    if cursor.byte().is_some_and(|byte| byte == b'.' || byte == b'_' || byte.is_ascii_alphabetic())
    {
        return Err(bad_number(cursor));
    }
    let written = cursor.text.get(start..cursor.at).unwrap_or_default();
    Ok(if fraction { Token::Float(written) } else { Token::Int(written) })
}

fn digits(cursor: &mut Cursor<'_>) -> Result<(), RequestError> {
    if cursor.take_while(|byte| byte.is_ascii_digit()).is_empty() {
        return Err(bad_number(cursor));
    }
    Ok(())
}

fn bad_number(cursor: &Cursor<'_>) -> RequestError {
    let message = match cursor.rest() {
        "" => "Invalid number, expected digit but got: <EOF>.".to_owned(),
        rest => format!("Invalid number, unexpected character: {}.", show(rest)),
    };
    syntax(cursor.pos(), message)
}

impl Cursor<'_> {
    /// Takes this byte if it is the next one.
    fn take_if(&mut self, byte: u8) -> bool {
        let here = self.byte() == Some(byte);
        if here {
            self.next();
        }
        here
    }
}

/// The character that could not be read, quoted, or its number if it cannot be printed.
pub fn show(rest: &str) -> String {
    match rest.chars().next() {
        None => "<EOF>".to_owned(),
        Some('"') => "'\"'".to_owned(),
        Some(printable @ ' '..='~') => format!("\"{printable}\""),
        Some(other) => format!("U+{:04X}", u32::from(other)),
    }
}
