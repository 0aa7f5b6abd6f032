//! Any rows under a header, through a profile that names every kind of field: each is accepted or rejected.

#![no_main]

mod import;

use libfuzzer_sys::fuzz_target;

const PROFILE: &str = "name = 'fuzz'
title = 'every kind of field'
[columns]
id = 'id'
start = 's'
end = 'e'
x = 'x'
y = 'y'
category = ['c', 'd']
location = 'l'
provenance = 'p'
attended = 'a'
[values.category]
'a*' = 'asb'
[values.provenance]
'o*' = 'officer-found'
[defaults]
category = 'crime/*'
[time]
formats = ['%Y-%m-%d %H:%M', '%d/%m/%Y', '%Y-%m-%dT%H:%M:%S%z']
[place]
crs = 'EPSG:27700'
precision = 'map-point'
area = [-9.0, 49.5, 2.5, 61.2]
no_place = [[9.0, 9.0]]";

fuzz_target!(|rows: &[u8]| {
    let text = [b"id,s,e,x,y,c,d,l,p,a,more\n", rows].concat();
    import::import("made.csv", &text, Some(PROFILE));
});
