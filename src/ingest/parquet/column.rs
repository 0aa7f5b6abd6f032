use std::fmt::{Display, Write};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Writes the values of one column as text; null is the empty text.
pub struct TextColumn<'a> {
    array: &'a ArrayRef,
    write: Writer<'a>,
}

impl<'a> TextColumn<'a> {
    /// `None` for types that have no text: lists, structures, binary.
    pub fn of(array: &'a ArrayRef) -> Option<Self> {
        Some(Self { array, write: writer(array)? })
    }

    pub fn write(&self, row: usize, out: &mut String) {
        if !self.array.is_null(row) {
            (self.write)(row, out);
        }
    }
}

type Writer<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

fn writer(array: &ArrayRef) -> Option<Writer<'_>> {
    Some(match array.data_type() {
        DataType::Utf8 => Box::new(|row, out| out.push_str(array.as_string::<i32>().value(row))),
        DataType::LargeUtf8 => Box::new(|row, out| out.push_str(array.as_string::<i64>().value(row))),
        DataType::Utf8View => Box::new(|row, out| out.push_str(array.as_string_view().value(row))),
        DataType::Boolean => Box::new(|row, out| push(out, array.as_boolean().value(row))),
        DataType::Int8 => number::<Int8Type>(array),
        DataType::Int16 => number::<Int16Type>(array),
        DataType::Int32 => number::<Int32Type>(array),
        DataType::Int64 => number::<Int64Type>(array),
        DataType::UInt8 => number::<UInt8Type>(array),
        DataType::UInt16 => number::<UInt16Type>(array),
        DataType::UInt32 => number::<UInt32Type>(array),
        DataType::UInt64 => number::<UInt64Type>(array),
        DataType::Float32 => number::<Float32Type>(array),
        DataType::Float64 => number::<Float64Type>(array),
        DataType::Date32 => Box::new(|row, out| {
            let days = i64::from(array.as_primitive::<Date32Type>().value(row));
            out.extend(civil(days * 86_400).map(|day| day.date().to_string()));
        }),
        DataType::Timestamp(TimeUnit::Second, zone) => stamp::<TimestampSecondType>(array, 1, zone.is_some()),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => {
            stamp::<TimestampMillisecondType>(array, 1000, zone.is_some())
        }
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            stamp::<TimestampMicrosecondType>(array, 1_000_000, zone.is_some())
        }
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => {
            stamp::<TimestampNanosecondType>(array, 1_000_000_000, zone.is_some())
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let (keys, values) = (dictionary.normalized_keys(), TextColumn::of(dictionary.values())?);
            Box::new(move |row, out| values.write(keys[row], out))
        }
        _ => return None,
    })
}

fn number<T: ArrowPrimitiveType<Native: Display>>(array: &ArrayRef) -> Writer<'_> {
    let numbers = array.as_primitive::<T>();
    Box::new(|row, out| push(out, numbers.value(row)))
}

/// To the second. With a zone the value counts from UTC, and is written so; without one it is civil time.
fn stamp<T: ArrowTimestampType>(array: &ArrayRef, per_second: i64, zoned: bool) -> Writer<'_> {
    let stamps = array.as_primitive::<T>();
    Box::new(move |row, out| {
        out.extend(civil(stamps.value(row).div_euclid(per_second)).map(|time| time.to_string()));
        if zoned {
            out.push('Z');
        }
    })
}

fn civil(second: i64) -> Option<DateTime> {
    Timestamp::from_second(second).ok().map(|stamp| Offset::UTC.to_datetime(stamp))
}

fn push(out: &mut String, value: impl Display) {
    write!(out, "{value}").expect("a String takes any text");
}
