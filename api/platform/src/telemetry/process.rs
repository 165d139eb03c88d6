//! The process's own numbers: memory, processor time, threads, open files. Read from `/proc`;
//! where there is none, they are left out.

use metrics::{describe_gauge, gauge};

/// Clock ticks in a second, as `/proc` counts them on every Linux.
const TICKS: f64 = 100.0;

/// What a reading gave.
#[derive(Debug, Default, PartialEq)]
struct Reading {
    resident_bytes: Option<f64>,
    threads: Option<f64>,
    cpu_seconds: Option<f64>,
}

/// Says what the numbers are.
pub(super) fn describe() {
    describe_gauge!("process_resident_memory_bytes", "Memory in use.");
    describe_gauge!("process_threads", "Threads.");
    describe_gauge!("process_open_fds", "Open files and sockets.");
    describe_gauge!("process_cpu_seconds", "Processor time spent since the start, in seconds.");
}

/// Takes the numbers now.
pub(super) fn measure() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let reading = parse(&read("/proc/self/status"), &read("/proc/self/stat"));
    if let Some(bytes) = reading.resident_bytes {
        gauge!("process_resident_memory_bytes").set(bytes);
    }
    if let Some(threads) = reading.threads {
        gauge!("process_threads").set(threads);
    }
    if let Some(seconds) = reading.cpu_seconds {
        gauge!("process_cpu_seconds").set(seconds);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        // The one that lists the others is counted too.
        gauge!("process_open_fds").set(f64::from(u32::try_from(files.count()).unwrap_or(u32::MAX)));
    }
}

fn parse(status: &str, stat: &str) -> Reading {
    let line = |name: &str| -> Option<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    // The second field is the program's name in parentheses, which may hold spaces.
    let after_name = stat.rsplit_once(')').map(|(_, rest)| rest);
    let cpu = after_name.and_then(|rest| {
        let mut fields = rest.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / TICKS)
    });
    Reading {
        resident_bytes: line("VmRSS:").map(|kibibytes| kibibytes * 1_024.0),
        threads: line("Threads:"),
        cpu_seconds: cpu,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_read() {
        let status = "Name:\tfair stall\nVmRSS:\t    2048 kB\nThreads:\t7\n";
        let stat = "1 (a) b) S 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 7 0 1 1 1";
        let expected = Reading {
            resident_bytes: Some(2_097_152.0),
            threads: Some(7.0),
            cpu_seconds: Some(2.0),
        };
        assert_eq!(parse(status, stat), expected);
        assert_eq!(parse("", ""), Reading::default());
    }
}
