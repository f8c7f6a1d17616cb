//! The scheduler at work: goroutines on their own stacks, inside the test's process.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::lang::chan::{ChanRef, chanlen, closechan, makechan, recv, send};
use crate::lang::select::{Case, selectgo};
use crate::lang::sema;
use crate::mem::ty::{StaticType, Ty};
use crate::os::time::nanotime;
use crate::sched::coro::{Coro, coroswitch, new_coro};
use crate::sched::g::WaitReason;
use crate::sched::park::gosched;
use crate::sched::proc::num_goroutine;
use crate::sched::timer::{Timer, sleep};
use crate::sync::AtomicU32;
use crate::world::hosted::{run, spawn};

/// `chan int`.
#[repr(C)]
struct ChanType {
    header: StaticType,
    elem: &'static StaticType,
    dir: usize,
}

static INT: StaticType = StaticType::new(8, &[0; 8]);
static CHAN_INT: ChanType = ChanType {
    header: StaticType::of_kind(8, &[1, 0, 0, 0, 0, 0, 0, 0], rgo_abi::type_desc::kind::CHAN),
    elem: &INT,
    dir: 3,
};

fn chan_of_int(capacity: i64) -> ChanRef {
    makechan(Ty::of_static(&CHAN_INT.header), capacity)
}

fn put(chan: ChanRef, value: u64) {
    assert!(send(Some(chan), (&raw const value).cast(), true));
}

fn take(chan: ChanRef) -> Option<u64> {
    let mut value = 0u64;
    let received = recv(Some(chan), (&raw mut value).cast(), true);
    received.ok.then_some(value)
}

#[test]
fn channels_keep_order_and_wake_on_close() {
    run(|| {
        for capacity in [0, 1, 7] {
            let (chan, done) = (chan_of_int(capacity), chan_of_int(0));
            spawn(move || {
                let mut next = 0;
                while let Some(value) = take(chan) {
                    assert_eq!(value, next);
                    next += 1;
                }
                put(done, next);
            });
            (0..1000).for_each(|i| put(chan, i));
            closechan(Some(chan));
            assert_eq!(take(done), Some(1000));
        }
        let (chan, done) = (chan_of_int(0), chan_of_int(10));
        for _ in 0..10 {
            spawn(move || put(done, u64::from(take(chan).is_none())));
        }
        gosched();
        closechan(Some(chan));
        assert_eq!((0..10).filter_map(|_| take(done)).sum::<u64>(), 10);
        gosched();
        assert_eq!(num_goroutine(), 1);
    });
}

#[test]
fn senders_wait_in_line() {
    run(|| {
        let chan = chan_of_int(2);
        for i in 0..20 {
            spawn(move || put(chan, i));
        }
        // The newest goroutine runs first, the others in their order.
        gosched();
        assert_eq!(chanlen(Some(chan)), 2);
        let got: Vec<u64> = (0..20).filter_map(|_| take(chan)).collect();
        let mut sorted = got.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        assert_eq!(got[0], 19);
        assert!(got[1..].is_sorted());
    });
}

fn select(sends: &[(ChanRef, &u64)], receives: &[(ChanRef, &Cell<u64>)], block: bool) -> i64 {
    let cases: Vec<Case> = sends
        .iter()
        .map(|&(chan, value)| Case::new(chan, core::ptr::from_ref(value).cast_mut().cast()))
        .chain(
            receives
                .iter()
                .map(|&(chan, to)| Case::new(chan, to.as_ptr().cast())),
        )
        .collect();
    let mut order = vec![0u16; 2 * cases.len()];
    // SAFETY: as many cases as are counted, and room for the order.
    let chosen = unsafe {
        selectgo(
            cases.as_ptr(),
            order.as_mut_ptr(),
            sends.len(),
            receives.len(),
            u32::from(block),
        )
    };
    chosen.0 as i64
}

#[test]
fn select_takes_what_is_ready_and_leaves_other_queues() {
    run(|| {
        let (a, b, c) = (chan_of_int(1), chan_of_int(1), chan_of_int(0));
        let (x, y) = (Cell::new(0), Cell::new(0));
        assert_eq!(select(&[], &[(a, &x), (b, &y)], false), -1);
        let mut counts = [0; 2];
        for i in 0..1000 {
            put(a, i);
            put(b, i);
            let chosen = select(&[], &[(a, &x), (b, &y)], true) as usize;
            counts[chosen] += 1;
            take(if chosen == 0 { b } else { a });
        }
        assert!(counts.iter().all(|&count| count > 350), "{counts:?}");
        // Blocked in three queues, woken through one.
        spawn(move || {
            gosched();
            assert_eq!(take(c), Some(5));
            put(a, 1);
            put(b, 2);
        });
        assert_eq!(select(&[(c, &5)], &[(a, &x), (b, &y)], true), 0);
        gosched();
        assert_eq!((take(a), take(b)), (Some(1), Some(2)));
        closechan(Some(b));
        x.set(9);
        assert_eq!(select(&[], &[(b, &x)], true), 0);
        assert_eq!(x.get(), 0);
    });
}

#[test]
fn many_selects_over_the_same_channels_lose_nothing() {
    run(|| {
        const N: u64 = 300;
        let chans: Vec<ChanRef> = (0..4).map(|i| chan_of_int(i % 2)).collect();
        let done = chan_of_int(0);
        for i in 0..4usize {
            let (mine, other) = (chans[i], chans[(i + 1) % 4]);
            spawn(move || {
                let (mut sent, mut received, mut sum) = (0, 0, 0);
                while sent < N || received < N {
                    let value = sent + 1;
                    let to = Cell::new(0);
                    let sends = [(mine, &value)];
                    let receives = [(other, &to)];
                    let sends = if sent < N { &sends[..] } else { &[] };
                    let receives = if received < N { &receives[..] } else { &[] };
                    if select(sends, receives, true) < sends.len() as i64 {
                        sent += 1;
                    } else {
                        received += 1;
                        sum += to.get();
                    }
                }
                put(done, sum);
            });
        }
        for _ in 0..4 {
            assert_eq!(take(done), Some(N * (N + 1) / 2));
        }
    });
}

#[test]
fn a_semaphore_excludes() {
    run(|| {
        static SEMA: AtomicU32 = AtomicU32::new(1);
        let (inside, total) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        for i in 0..50 {
            let (inside, total) = (inside.clone(), total.clone());
            spawn(move || {
                for _ in 0..20 {
                    sema::acquire(&SEMA, i % 3 == 0, WaitReason::Semacquire);
                    inside.set(inside.get() + 1);
                    gosched();
                    assert_eq!(inside.replace(0), 1);
                    total.set(total.get() + 1);
                    sema::release(&SEMA, i % 2 == 0);
                }
            });
        }
        while num_goroutine() > 1 {
            gosched();
        }
        assert_eq!(total.get(), 1000);
        assert_eq!(SEMA.load(crate::sync::Relaxed), 1);
    });
}

#[test]
fn sleepers_wake_in_order_of_time() {
    run(|| {
        let woken = Rc::new(RefCell::new(Vec::new()));
        let start = nanotime();
        for i in [5, 1, 4, 2, 3] {
            let woken = woken.clone();
            spawn(move || {
                sleep(i * 4_000_000);
                assert!(nanotime() - start >= i * 4_000_000);
                woken.borrow_mut().push(i);
            });
        }
        while num_goroutine() > 1 {
            sleep(1_000_000);
        }
        assert_eq!(*woken.borrow(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn timers_fire_unless_changed() {
    static FIRED: AtomicU32 = AtomicU32::new(0);
    fn fire(arg: usize, seq: usize) {
        assert_eq!(seq, 7);
        FIRED.fetch_add(arg as u32, crate::sync::Relaxed);
    }
    run(|| {
        let timers: Vec<&'static Timer> = (0..100)
            .map(|_| &*Box::leak(Box::new(Timer::new())))
            .collect();
        let now = nanotime();
        for (i, timer) in timers.iter().enumerate() {
            let late = ((i * 37) % 100) as i64 * 20_000;
            timer.reset_native(now + 1_000_000 + late, fire, 1, 7);
        }
        for (i, timer) in timers.iter().enumerate() {
            match i % 4 {
                0 => assert!(timer.stop() && !timer.stop()),
                1 => assert!(timer.reset(now + 3_600_000_000_000, 0)),
                _ => {}
            }
        }
        sleep(10_000_000);
        assert_eq!(FIRED.load(crate::sync::Relaxed), 50);
        for timer in timers.iter().skip(1).step_by(4) {
            assert!(timer.stop());
        }
        assert!(timers.iter().all(|timer| !timer.stop()));
    });
}

#[test]
fn coroutines_pass_control_back_and_forth() {
    thread_local! {
        static SEEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    }
    extern "C" fn body(_closure: usize, coro: &'static Coro) {
        for i in 0..3 {
            SEEN.with_borrow_mut(|seen| seen.push(10 + i));
            coroswitch(coro);
        }
    }
    run(|| {
        static BODY: [extern "C" fn(usize, &'static Coro); 1] = [body];
        let coro = new_coro(BODY.as_ptr() as usize, 0);
        for i in 0..4 {
            SEEN.with_borrow_mut(|seen| seen.push(i));
            coroswitch(coro);
        }
        assert_eq!(num_goroutine(), 1);
        let seen = SEEN.take();
        assert_eq!(seen, [0, 10, 1, 11, 2, 12, 3]);
    });
}

#[test]
fn deep_stacks_and_many_goroutines() {
    run(|| {
        let done = chan_of_int(0);
        for i in 0..3000u64 {
            spawn(move || put(done, i));
        }
        let sum: u64 = (0..3000).filter_map(|_| take(done)).sum();
        assert_eq!(sum, 3000 * 2999 / 2);
    });
}
