//! The parser of executable documents, after the grammar of the September 2025 edition. It
//! recurses only where a bracket opens, which the scan has bounded.

use async_graphql::{Name, Pos};

use super::ast::{
    ArgumentNode, DirectiveNode, Document, FieldNode, FragmentNode, InlineNode, Kind, Literal,
    Named, OperationNode, Selection, SpreadNode, TypeBase, TypeNode, ValueNode, VariableNode,
};
use super::limits::DocumentLimits;
use super::scan::{Token, syntax, too_complex};
use crate::graphql::{ErrorCode, RequestError};

type Parsed<T> = Result<T, RequestError>;

/// Reads a whole document from its tokens.
pub fn parse(tokens: Vec<(Token<'_>, Pos)>, limits: &DocumentLimits) -> Parsed<Document> {
    let mut parser = Parser { tokens, at: 0, fields: 0, list_items: limits.list_items };
    let mut document = Document { operations: Vec::new(), fragments: Vec::new() };
    loop {
        parser.definition(&mut document)?;
        if *parser.peek() == Token::End {
            return Ok(document);
        }
    }
}

struct Parser<'t> {
    tokens: Vec<(Token<'t>, Pos)>,
    at: usize,
    fields: u32,
    list_items: usize,
}

const TYPE_SYSTEM: [&str; 9] =
    ["schema", "scalar", "type", "interface", "union", "enum", "input", "directive", "extend"];

impl<'t> Parser<'t> {
    fn peek(&self) -> &Token<'t> {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn pos(&self) -> Pos {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(Pos::default(), |(_, pos)| *pos)
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    fn sees(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(seen) if *seen == mark)
    }

    fn take(&mut self, mark: &str) -> bool {
        let here = self.sees(mark);
        if here {
            self.advance();
        }
        here
    }

    fn expect(&mut self, mark: &str) -> Parsed<()> {
        if self.take(mark) { Ok(()) } else { Err(self.expected(&format!("\"{mark}\""))) }
    }

    fn expected(&self, what: &str) -> RequestError {
        syntax(self.pos(), format!("Expected {what}, found {}.", self.peek().show()))
    }

    fn unexpected(&self) -> RequestError {
        syntax(self.pos(), format!("Unexpected {}.", self.peek().show()))
    }

    fn name(&mut self) -> Parsed<Named> {
        let pos = self.pos();
        let Token::Name(name) = *self.peek() else { return Err(self.expected("Name")) };
        let name = Name::new(name);
        self.advance();
        Ok(Named { pos, name })
    }

    fn sees_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(seen) if *seen == word)
    }

    fn definition(&mut self, document: &mut Document) -> Parsed<()> {
        let described = matches!(self.peek(), Token::Text(_) | Token::Block(_));
        if described {
            self.advance();
        }
        if self.sees("{") {
            if described {
                let message = "Unexpected description, descriptions are not supported on \
                               shorthand queries.";
                return Err(syntax(self.pos(), message));
            }
            let (pos, selections) = (self.pos(), self.selections()?);
            let (variables, directives) = (Vec::new(), Vec::new());
            let kind = Kind::Query;
            document.operations.push(OperationNode {
                pos,
                kind,
                name: None,
                variables,
                directives,
                selections,
            });
            return Ok(());
        }
        let Token::Name(word) = *self.peek() else { return Err(self.unexpected()) };
        match word {
            "query" => self.operation(Kind::Query, document),
            "mutation" => self.operation(Kind::Mutation, document),
            "subscription" => self.operation(Kind::Subscription, document),
            "fragment" => self.fragment(document),
            _ if TYPE_SYSTEM.contains(&word) => {
                let pos = self.pos();
                let message = format!("The \"{word}\" definition is not executable.");
                Err(RequestError::new(ErrorCode::GraphqlValidationFailed, message)
                    .at(pos.line, pos.column))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn operation(&mut self, kind: Kind, document: &mut Document) -> Parsed<()> {
        let pos = self.pos();
        self.advance();
        let name = if matches!(self.peek(), Token::Name(_)) { Some(self.name()?) } else { None };
        let mut variables = Vec::new();
        if self.take("(") {
            loop {
                variables.push(self.variable_definition()?);
                if self.take(")") {
                    break;
                }
            }
        }
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        document.operations.push(OperationNode {
            pos,
            kind,
            name,
            variables,
            directives,
            selections,
        });
        Ok(())
    }

    fn variable_definition(&mut self) -> Parsed<VariableNode> {
        let pos = self.pos();
        if matches!(self.peek(), Token::Text(_) | Token::Block(_)) {
            self.advance();
        }
        self.expect("$")?;
        let name = self.name()?.name;
        self.expect(":")?;
        let ty = self.type_reference()?;
        let default = if self.take("=") { Some(self.value(true)?) } else { None };
        let directives = self.directives(true)?;
        Ok(VariableNode { pos, name, ty, default, directives })
    }

    fn type_reference(&mut self) -> Parsed<TypeNode> {
        let pos = self.pos();
        let base = if self.take("[") {
            let inner = self.type_reference()?;
            self.expect("]")?;
            TypeBase::List(Box::new(inner))
        } else {
            TypeBase::Named(self.name()?.name)
        };
        let non_null = self.take("!");
        Ok(TypeNode { pos, base, non_null })
    }

    fn fragment(&mut self, document: &mut Document) -> Parsed<()> {
        let pos = self.pos();
        self.advance();
        if self.sees_word("on") {
            return Err(self.unexpected());
        }
        let name = self.name()?;
        if !self.sees_word("on") {
            return Err(self.expected("\"on\""));
        }
        self.advance();
        let on = self.name()?;
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        document.fragments.push(FragmentNode { pos, name, on, directives, selections });
        Ok(())
    }

    fn selections(&mut self) -> Parsed<Vec<Selection>> {
        self.expect("{")?;
        let mut selections = Vec::new();
        loop {
            selections.push(self.selection()?);
            if self.take("}") {
                return Ok(selections);
            }
        }
    }

    fn selection(&mut self) -> Parsed<Selection> {
        let pos = self.pos();
        if !self.take("...") {
            return self.field().map(Selection::Field);
        }
        let on = if self.sees_word("on") {
            self.advance();
            Some(self.name()?)
        } else if matches!(self.peek(), Token::Name(_)) {
            let name = self.name()?;
            let directives = self.directives(false)?;
            return Ok(Selection::Spread(SpreadNode { pos, name, directives }));
        } else {
            None
        };
        let directives = self.directives(false)?;
        let selections = self.selections()?;
        Ok(Selection::Inline(InlineNode { pos, on, directives, selections }))
    }

    fn field(&mut self) -> Parsed<FieldNode> {
        let pos = self.pos();
        let first = self.name()?;
        let (alias, name) =
            if self.take(":") { (Some(first), self.name()?) } else { (None, first) };
        let id = self.fields;
        self.fields += 1;
        let arguments = self.arguments(false)?;
        let directives = self.directives(false)?;
        let selections = if self.sees("{") { self.selections()? } else { Vec::new() };
        Ok(FieldNode { id, pos, alias, name, arguments, directives, selections })
    }

    fn arguments(&mut self, constant: bool) -> Parsed<Vec<ArgumentNode>> {
        let mut arguments = Vec::new();
        if self.take("(") {
            loop {
                arguments.push(self.argument(constant)?);
                if self.take(")") {
                    break;
                }
            }
        }
        Ok(arguments)
    }

    fn argument(&mut self, constant: bool) -> Parsed<ArgumentNode> {
        let Named { pos, name } = self.name()?;
        self.expect(":")?;
        let value = self.value(constant)?;
        Ok(ArgumentNode { pos, name, value })
    }

    fn directives(&mut self, constant: bool) -> Parsed<Vec<DirectiveNode>> {
        let mut directives = Vec::new();
        while self.sees("@") {
            let pos = self.pos();
            self.advance();
            let name = self.name()?.name;
            let arguments = self.arguments(constant)?;
            directives.push(DirectiveNode { pos, name, arguments });
        }
        Ok(directives)
    }

    fn value(&mut self, constant: bool) -> Parsed<ValueNode> {
        let pos = self.pos();
        let literal = match self.peek() {
            Token::Mark("[") => {
                self.advance();
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.value(constant)?);
                    if items.len() > self.list_items {
                        let message = format!("A list has more than {} items.", self.list_items);
                        return Err(too_complex(message).at(pos.line, pos.column));
                    }
                }
                return Ok(ValueNode { pos, literal: Literal::List(items) });
            }
            Token::Mark("{") => {
                self.advance();
                let mut fields = Vec::new();
                while !self.take("}") {
                    fields.push(self.argument(constant)?);
                }
                return Ok(ValueNode { pos, literal: Literal::Object(fields) });
            }
            Token::Mark("$") => {
                if constant {
                    return Err(self.constant_variable());
                }
                self.advance();
                return Ok(ValueNode { pos, literal: Literal::Variable(self.name()?.name) });
            }
            Token::Int(digits) => Literal::Int((*digits).to_owned()),
            Token::Float(digits) => Literal::Float((*digits).to_owned()),
            Token::Text(text) | Token::Block(text) => Literal::Text(text.clone()),
            Token::Name("true") => Literal::Boolean(true),
            Token::Name("false") => Literal::Boolean(false),
            Token::Name("null") => Literal::Null,
            Token::Name(name) => Literal::Enum(Name::new(name)),
            Token::Mark(_) | Token::End => return Err(self.unexpected()),
        };
        self.advance();
        Ok(ValueNode { pos, literal })
    }

    fn constant_variable(&self) -> RequestError {
        match self.tokens.get(self.at + 1) {
            Some((Token::Name(name), _)) => {
                syntax(self.pos(), format!("Unexpected variable \"${name}\" in constant value."))
            }
            _ => self.unexpected(),
        }
    }
}
