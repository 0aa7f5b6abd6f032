/// 10^0 to 10^22: the powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];
/// Up to 2^53 a double holds every whole number.
const EXACT_WHOLE: u64 = 1 << 53;

/// Reads a decimal number with `point` (`.` or `,`) before its fraction; `None` unless all of `text` is one finite number.
///
/// Numbers of up to 15 digits are a whole number divided by an exact power of ten, which rounds once and so gives the nearest
/// double (Clinger 1990, How to read floating point numbers accurately, doi:10.1145/93548.93557); the rest goes to `str::parse`.
pub fn parse_decimal(text: &str, point: u8) -> Option<f64> {
    if let Some(number) = parse_short(text.as_bytes(), point) {
        return Some(number);
    }
    let looks_like_a_number =
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == point || b"+-eE".contains(&byte));
    if !looks_like_a_number {
        return None;
    }
    let number: f64 =
        if point == b'.' { text.parse().ok()? } else { text.replace(char::from(point), ".").parse().ok()? };
    number.is_finite().then_some(number)
}

fn parse_short(text: &[u8], point: u8) -> Option<f64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 17 {
        return None;
    }
    let (mut whole, mut scale, mut seen_point) = (0_u64, 0, false);
    for &byte in digits {
        if byte.is_ascii_digit() {
            whole = whole * 10 + u64::from(byte - b'0');
            scale += usize::from(seen_point);
        } else if byte == point && !seen_point && digits.len() > 1 {
            seen_point = true;
        } else {
            return None;
        }
    }
    if whole > EXACT_WHOLE {
        return None;
    }
    let number = whole as f64 / EXACT_POWERS[scale];
    Some(if negative { -number } else { number })
}

/// Reads a whole number of up to nine digits, as dates are made of. `12.0` is 12.
pub fn parse_whole(text: &str) -> Option<i32> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let sound = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_and_commas() {
        assert_eq!(parse_decimal("51.638525", b'.'), Some(51.638525));
        assert_eq!(parse_decimal("-75,56985400000", b','), Some(-75.569854));
        assert_eq!(parse_decimal("-0", b'.'), Some(0.0));
        assert_eq!(parse_decimal("1e3", b'.'), Some(1000.0));
        assert_eq!(parse_decimal("-73.99165000000000001", b'.'), Some(-73.99165));
        for wrong in ["", "-", ".", "1.2.3", "nan", "inf", "12,5", "1 2", "0x1F", "1e999"] {
            assert_eq!(parse_decimal(wrong, b'.'), None, "{wrong:?}");
        }
    }

    #[test]
    fn whole_numbers() {
        assert_eq!((parse_whole("07"), parse_whole("2020.0"), parse_whole("")), (Some(7), Some(2020), None));
        assert_eq!((parse_whole("-1"), parse_whole("1.5"), parse_whole("12345678901")), (None, None, None));
    }

    proptest! {
        #[test]
        fn same_as_the_standard_library(number in -1e6_f64..1e6, digits in 0_usize..18) {
            let text = format!("{number:.digits$}");
            prop_assert_eq!(parse_decimal(&text, b'.'), text.parse().ok());
        }
    }
}
