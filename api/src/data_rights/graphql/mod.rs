//! Data rights as clients see them: translation only, decisions are made by the actions.
