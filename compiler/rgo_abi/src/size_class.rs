//! Size classes of the heap. They are gc's, because `cap` after `append` shows them.

/// Bytes of the objects of each class. Class 0 stands for large objects.
pub const SIZES: [u16; 68] = [
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320,
    352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792,
    2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// Pages of [`PAGE`] bytes that an mspan of each class takes.
pub const MSPAN_PAGES: [u8; 68] = [
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8,
    3, 10, 7, 4,
];

/// Number of classes.
pub const COUNT: usize = SIZES.len();
/// Bytes of a heap page.
pub const PAGE: usize = 8192;
/// Largest object (type header included) that has a class.
pub const MAX_SMALL: usize = 32768;
/// Bytes of the type header in front of objects with pointers above `heap::MAX_BITMAP_OBJECT`.
pub const HEADER: usize = 8;

const BY_EIGHT: [u8; 129] = table::<129>(0, 8);
const BY_128: [u8; 249] = table::<249>(1024, 128);

/// Entry `i` is the class of `first + i * step` bytes.
const fn table<const N: usize>(first: usize, step: usize) -> [u8; N] {
    let mut out = [0; N];
    let mut i = 0;
    let mut class = 0;
    while i < N {
        while (SIZES[class] as usize) < first + i * step {
            class += 1;
        }
        out[i] = class as u8;
        i += 1;
    }
    out
}

/// The smallest class whose objects have at least `size` bytes, which is at most [`MAX_SMALL`].
pub const fn class_of(size: usize) -> usize {
    if size <= 1024 {
        BY_EIGHT[size.div_ceil(8)] as usize
    } else {
        BY_128[(size - 1024).div_ceil(128)] as usize
    }
}

/// Bytes an allocation of `size` bytes can use: what `append` rounds capacities up to.
pub const fn round_up(size: usize, is_noscan: bool) -> usize {
    if size <= MAX_SMALL - HEADER {
        let header = if is_noscan || size <= crate::layout::heap::MAX_BITMAP_OBJECT {
            0
        } else {
            HEADER
        };
        SIZES[class_of(size + header)] as usize - header
    } else if size > usize::MAX - PAGE {
        size
    } else {
        size.next_multiple_of(PAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::{SIZES, class_of, round_up};

    #[test]
    fn classes_fit_tightly() {
        for size in 1..=32768 {
            let class = class_of(size);
            assert!(SIZES[class] as usize >= size && (SIZES[class - 1] as usize) < size);
        }
        assert_eq!(class_of(0), 0);
    }

    #[test]
    fn capacities_are_those_of_append() {
        assert_eq!(round_up(5, true), 8);
        assert_eq!(round_up(33, false), 48);
        assert_eq!(round_up(513, true), 576);
        assert_eq!(round_up(513, false), 568);
        assert_eq!(round_up(32760, false), 32760);
        assert_eq!(round_up(32769, true), 40960);
        assert_eq!(round_up(100_000, true), 106_496);
    }
}
