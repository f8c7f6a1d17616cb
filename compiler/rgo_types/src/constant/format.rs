//! Constants as messages print them.

use std::fmt;

use rgo_syntax::literal::quote;

use super::{BigFloat, ConstValue, to_big_float};

impl fmt::Display for ConstValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConstValue::Unknown => f.write_str("unknown"),
            ConstValue::Bool(value) => write!(f, "{value}"),
            ConstValue::String(value) => f.write_str(&quote_short(value.bytes())),
            ConstValue::Int(value) => write!(f, "{value}"),
            ConstValue::BigInt(value) => write!(f, "{value}"),
            ConstValue::Float(_) | ConstValue::BigFloat(_) => {
                f.write_str(&big_to_string(&to_big_float(self)))
            }
            ConstValue::Complex(parts) => write!(f, "({} + {}i)", parts.0, parts.1),
        }
    }
}

impl ConstValue {
    /// The value without any loss.
    pub fn exact_string(&self) -> String {
        match self {
            ConstValue::String(value) => quote(value.bytes()),
            ConstValue::Float(value) => value.to_string(),
            ConstValue::BigFloat(value) => value.exact_string(),
            ConstValue::Complex(parts) => {
                format!("({} + {}i)", parts.0.exact_string(), parts.1.exact_string())
            }
            other => other.to_string(),
        }
    }
}

/// A quoted string, shortened if it is long.
pub fn quote_short(bytes: &[u8]) -> String {
    const CHARS_MAX: usize = 72;
    // A prefix is enough to see that it is too long.
    let quoted = quote(&bytes[..bytes.len().min(4 * CHARS_MAX)]);
    if quoted.chars().count() <= CHARS_MAX {
        return quoted;
    }
    quoted
        .chars()
        .take(CHARS_MAX - 3)
        .chain("...".chars())
        .collect()
}

fn big_to_string(value: &BigFloat) -> String {
    let float = value.to_f64();
    if (value.sign() == 0) == (float == 0.0) && float.is_finite() {
        let text = float_to_string(float, Some(6));
        if !value.is_integer() && !text.contains('.') {
            return float_to_string(float, None);
        }
        return text;
    }
    // Out of the range of float64: approximate mantissa and decimal exponent.
    let (mantissa, exponent) = value.to_mantissa_exponent();
    let decimal = exponent as f64 * (std::f64::consts::LN_2 / std::f64::consts::LN_10);
    let mut whole = decimal as i64;
    let mut mantissa = mantissa * 10f64.powf(decimal - whole as f64);
    if mantissa.abs() < 1.0 - 0.5e-6 {
        // Rounded to six digits it must stay below 10.
        mantissa *= 10.0;
        whole -= 1;
    } else if mantissa.abs() >= 10.0 {
        mantissa /= 10.0;
        whole += 1;
    }
    format!("{}e{whole:+}", float_to_string(mantissa, Some(6)))
}

/// A float as Go's `%g` prints it, with `precision` significant digits or as few as tell it apart.
pub fn float_to_string(value: f64, precision: Option<usize>) -> String {
    let scientific = match precision {
        Some(precision) => format!("{value:.*e}", precision - 1),
        None => format!("{value:e}"),
    };
    let (mantissa, exponent) = scientific
        .split_once('e')
        .expect("scientific notation has an e");
    let exponent: i32 = exponent.parse().expect("an exponent is an integer");
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|&c| c != '.').collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    if exponent < -4 || exponent >= precision.unwrap_or(6).max(1) as i32 {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!(
            "{sign}{first}{point}{rest}e{exponent_sign}{:02}",
            exponent.abs()
        );
    }
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    let n_whole = exponent as usize + 1;
    if digits.len() <= n_whole {
        let zeros = "0".repeat(n_whole - digits.len());
        return format!("{sign}{digits}{zeros}");
    }
    let (whole, fraction) = digits.split_at(n_whole);
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::super::parse_float;
    use super::float_to_string;

    #[test]
    fn floats_print_as_go_prints_them() {
        let g = |value| float_to_string(value, Some(6));
        assert_eq!(g(0.0), "0");
        assert_eq!(g(1.5), "1.5");
        assert_eq!(g(100_000.0), "100000");
        assert_eq!(g(1_000_000.0), "1e+06");
        assert_eq!(g(123_456_789.0), "1.23457e+08");
        assert_eq!(g(0.0001), "0.0001");
        assert_eq!(g(0.00001), "1e-05");
        assert_eq!(g(-2.5), "-2.5");
        assert_eq!(float_to_string(0.1, None), "0.1");
        assert_eq!(parse_float("1e400").to_string(), "1e+400");
        assert_eq!(parse_float("1.000000001").to_string(), "1.000000001");
    }
}
