//! A PDF of one page with a QR code on it, by hand: a page that no extension's script can run in.

use std::fmt::Write as _;

use crate::qr::Qr;

/// The bytes of a PDF (ISO 32000) whose only page, A4, shows the code 200 points wide.
pub fn pdf(qr: &Qr) -> Vec<u8> {
    let drawing = drawing(qr);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{drawing}endstream", drawing.len()),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    close(&mut file, &places);
    file.into_bytes()
}

/// Filled rectangles in points, from the bottom left as PDF counts.
fn drawing(qr: &Qr) -> String {
    let module = 200.0 / f64::from(qr.side());
    let mut drawing = format!("{module} 0 0 -{module} 100 720 cm\n0 g\n");
    for y in 0..qr.side() {
        for (x, width) in qr.runs(y) {
            let _ = writeln!(drawing, "{x} {y} {width} 1 re");
        }
    }
    drawing.push_str("f\n");
    drawing
}

fn close(file: &mut String, places: &[usize]) {
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let size = places.len() + 1;
    let _ = write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
}
