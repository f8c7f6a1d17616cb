//! `GODEBUG=inittrace=1`: a line per package with initialization work.

use crate::lang::print::Sink;
use crate::mem::stats::AllocTotals;
use crate::os::time::nanotime;
use crate::sync::Relaxed;
use crate::trace::memstats::alloc_totals;
use crate::world::WORLD;

/// The state before a package's initialization.
pub struct Before {
    nanos: i64,
    totals: AllocTotals,
}

/// A package's initialization begins.
pub fn begin() -> Before {
    Before {
        totals: alloc_totals(),
        nanos: nanotime(),
    }
}

/// It has ended: prints its line.
pub fn end(before: &Before, package: &[u8]) {
    let now = nanotime();
    let totals = alloc_totals();
    let since_start = before.nanos - WORLD.sched.start_nanos.load(Relaxed);
    let mut sink = Sink::stderr();
    sink.text("init ").bytes(package).text(" @");
    millis(&mut sink, since_start).text(" ms, ");
    millis(&mut sink, now - before.nanos).text(" ms clock, ");
    sink.dec((totals.bytes - before.totals.bytes) as i64)
        .text(" bytes, ");
    sink.dec((totals.objects - before.totals.objects) as i64)
        .text(" allocs\n");
}

/// Milliseconds with two significant digits below ten, none above.
fn millis<'s, 'b>(sink: &'s mut Sink<'b>, nanos: i64) -> &'s mut Sink<'b> {
    if nanos >= 10_000_000 {
        return sink.dec(nanos / 1_000_000);
    }
    let micros = nanos / 1000;
    if micros == 0 {
        return sink.dec(0);
    }
    let (mut value, mut decimals) = (micros, 3);
    while value >= 100 {
        value /= 10;
        decimals -= 1;
    }
    let mut scale = 1;
    for _ in 0..decimals {
        scale *= 10;
    }
    sink.dec(value / scale);
    if decimals > 0 {
        sink.text(".");
        let mut rest = value % scale;
        for _ in 0..decimals {
            scale /= 10;
            sink.dec(rest / scale);
            rest %= scale;
        }
    }
    sink
}

#[cfg(test)]
mod tests {
    use super::millis;
    use crate::lang::print::Sink;

    #[test]
    fn times_have_two_digits() {
        let cases = [
            (0, "0"),
            (999, "0"),
            (4_000, "0.004"),
            (52_000, "0.052"),
            (123_456, "0.12"),
            (1_234_567, "1.2"),
            (12_345_678, "12"),
        ];
        for (nanos, want) in cases {
            let mut buffer = [0u8; 32];
            let mut sink = Sink::buffer(&mut buffer);
            millis(&mut sink, nanos);
            let n = sink.finish();
            assert_eq!(std::str::from_utf8(&buffer[..n]), Ok(want));
        }
    }
}
