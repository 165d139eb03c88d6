//! What must not compile: each file of `tests/doors` tries a way round the gate, and the compiler
//! says why it is shut. With `TRYBUILD=overwrite` its words are written anew, which a new compiler
//! may need; read them before they are kept.

#[test]
fn every_door_is_shut() {
    let doors = trybuild::TestCases::new();
    doors.compile_fail("tests/doors/*.rs");
}
