//! Attacks on the codec, each made here: nothing but pixels may come through.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::{Clean, Unfit, clean};

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 { Rgb([200, 30, 30]) } else { Rgb([240, 240, 250]) }
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut file, 90)
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// An EXIF segment that says "turned a quarter to the right, taken at this place".
fn exif_with_place() -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // Orientation = 6
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26"); // GPS IFD at 38
    tiff.extend(b"\0\0\0\0\0\x01\0\x1d\0\x02\0\0\0\x0bGPS:31.2304N,121.4737E\0");
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&[0xff, 0xe1], &length[..], &tiff[..]].concat()
}

fn spliced(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    [&jpeg[..2], segment, &jpeg[2..]].concat()
}

fn contains(clean: &Clean, needle: &[u8]) -> bool {
    clean.variants.iter().any(|v| v.jpeg.windows(needle.len()).any(|window| window == needle))
}

#[test]
fn the_place_is_gone_and_the_orientation_is_applied() {
    let upload = spliced(&jpeg(&picture(80, 40)), &exif_with_place());
    assert!(upload.windows(4).any(|window| window == b"GPS:"));
    let clean = clean(&upload).unwrap();
    assert_eq!((clean.width, clean.height), (40, 80));
    assert!(!contains(&clean, b"Exif") && !contains(&clean, b"GPS"));
    let upright = image::load_from_memory(&clean.variants[0].jpeg).unwrap().into_rgb8();
    let corner = upright.get_pixel(35, 5);
    assert!(
        corner[0] > 150 && corner[1] < 90,
        "the red quarter is now at the top right: {corner:?}"
    );
}

#[test]
fn what_follows_or_hides_in_a_picture_does_not_come_through() {
    let plain = jpeg(&picture(64, 64));
    let page = b"<script>alert(document.domain)</script>";
    let comment = [&[0xff, 0xfe], &41_u16.to_be_bytes()[..], page].concat();
    let archive = b"PK\x03\x04evil.sh";
    for upload in [
        spliced(&plain, &comment),
        [&plain[..], page].concat(),
        [&plain[..], archive].concat(),
        [&file(picture(64, 64), ImageFormat::Png)[..], page].concat(),
    ] {
        let clean = clean(&upload).unwrap();
        assert!(!contains(&clean, b"script") && !contains(&clean, b"evil"));
    }
}

#[test]
fn only_the_three_formats_are_read_whatever_they_are_called() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let html = b"<!doctype html><script>1</script>".to_vec();
    let gif = b"GIF89a\x01\0\x01\0\0\xff\0,\0\0\0\0\x01\0\x01\0\0\x02\0;".to_vec();
    let pdf = b"%PDF-1.7\n".to_vec();
    for upload in [svg, html, gif, pdf, Vec::new(), vec![0xff], b"BM".to_vec()] {
        assert_eq!(clean(&upload).unwrap_err(), Unfit::UnknownType);
    }
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        assert!(clean(&file(picture(30, 20), format)).is_ok());
    }
}

#[test]
fn bombs_are_refused_by_their_header() {
    let mut png = file(picture(8, 8), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    assert_eq!(clean(&png).unwrap_err(), Unfit::TooManyPixels);
    assert_eq!(clean(&png[..40]).unwrap_err(), Unfit::TooManyPixels);

    let mut wide = jpeg(&picture(8, 8));
    let frame = wide.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    wide[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(clean(&wide).unwrap_err(), Unfit::TooManyPixels);

    let mut empty = jpeg(&picture(8, 8));
    empty[frame + 5..frame + 9].copy_from_slice(&[0, 0, 0, 0]);
    assert_eq!(clean(&empty).unwrap_err(), Unfit::Broken);
}

#[test]
fn files_that_were_cut_short_are_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = file(picture(120, 90), format);
        for share in [3, 10, 40, 70, 95] {
            let cut = &whole[..whole.len() * share / 100];
            let verdict = clean(cut).map(|clean| (clean.width, clean.height));
            assert!(verdict.is_err(), "{format:?} cut to {share} % was taken");
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    let mut state = 99_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap()
    };
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = file(picture(48, 48), format);
        for _ in 0..150 {
            let mut damaged = whole.clone();
            for _ in 0..=next() % 6 {
                let at = next() % damaged.len();
                damaged[at] = u8::try_from(next() % 256).unwrap();
            }
            let _ = clean(&damaged);
        }
    }
}

#[test]
fn transparency_becomes_white() {
    let glass = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
    let clean = clean(&file(glass, ImageFormat::Png)).unwrap();
    assert_eq!(clean.dominant, 0xff_ffff);
    assert_eq!(clean.blurhash.len(), 28);
}
