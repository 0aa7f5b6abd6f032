//! Incidents by place and time: filters and selections, counts, neighbours.

mod cell_list;

pub use cell_list::CellList;
