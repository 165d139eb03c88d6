//! What processes cost, as the kernel counts it: time on a core, and memory.

use std::fs;

/// The kernel's tick is a hundredth of a second wherever Linux runs (`USER_HZ`).
const MILLIS_PER_TICK: u64 = 10;

/// One process as `/proc/PID/stat` tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    /// It has ended, and whoever started it has not asked yet.
    ended: bool,
    parent: u32,
    /// Time on a core of its own.
    millis: u64,
    /// The same of its children that ended and were waited for.
    children_millis: u64,
}

/// Reads a line of `/proc/PID/stat`. The name in brackets may itself hold brackets and spaces.
fn stat(line: &str) -> Option<Stat> {
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Stat {
        ended: matches!(fields.first(), Some(&("Z" | "X"))),
        parent: u32::try_from(number(1)?).ok()?,
        millis: (number(11)? + number(12)?) * MILLIS_PER_TICK,
        children_millis: (number(13)? + number(14)?) * MILLIS_PER_TICK,
    })
}

/// The kibibytes behind a name in `/proc/PID/status` or `/proc/PID/smaps_rollup`.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Whether a process is still at it.
pub fn runs(pid: u32) -> bool {
    read(pid).is_some_and(|stat| !stat.ended)
}

/// Time on a core that a process has had, in milliseconds; of a family also its children's.
pub fn cpu_millis(pid: u32, family: bool) -> u64 {
    let Some(own) = read(pid) else { return 0 };
    if !family {
        return own.millis;
    }
    let living = children(pid).into_iter().filter_map(read).map(|child| child.millis);
    own.millis + own.children_millis + living.sum::<u64>()
}

/// Memory of a process in mebibytes: what it has in use. Of a family the shared part counts once.
pub fn memory_mib(pid: u32, family: bool) -> u64 {
    let resident = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        kibibytes(&text, "VmRSS").unwrap_or_default()
    };
    let fair_share = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        kibibytes(&text, "Pss").unwrap_or_default()
    };
    let kib = if family {
        fair_share(pid) + children(pid).into_iter().map(fair_share).sum::<u64>()
    } else {
        resident(pid)
    };
    kib / 1_024
}

fn read(pid: u32) -> Option<Stat> {
    stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

fn children(parent: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| read(*pid).is_some_and(|stat| stat.parent == parent)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let line = "4213 (a) b (c) S 17 4213 4213 0 -1 4194560 1 2 3 4 120 30 7 5 20 0 1 0 99";
        let read = stat(line).unwrap();
        let expected = Stat { ended: false, parent: 17, millis: 1_500, children_millis: 120 };
        assert_eq!(read, expected);
        assert!(stat(&line.replacen(" S ", " Z ", 1)).unwrap().ended);
        assert_eq!(stat("4213 (short) S 17"), None);
    }

    #[test]
    fn memory_is_found_by_its_whole_name() {
        let text = "VmRSSx:\t1 kB\nVmRSS:\t  20480 kB\nThreads:\t4\n";
        assert_eq!(kibibytes(text, "VmRSS"), Some(20_480));
        assert_eq!(kibibytes(text, "Pss"), None);
    }

    #[test]
    fn this_process_is_there() {
        assert!(runs(std::process::id()) && !runs(u32::MAX));
        assert!(memory_mib(std::process::id(), false) >= 1);
    }
}
