//! Files made to harm (trust.md D24): each is refused, or nothing of it but its pixels is left.

use image::ImageFormat;
use kit::machinery;

use super::{Studio, attach, file, jpeg, picture, reactions, sent, shown};

/// An EXIF segment that says "turned a quarter to the right, taken at this place".
fn exif_with_place() -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26");
    tiff.extend(b"\0\0\0\0\0\x01\0\x1d\0\x02\0\0\0\x0bGPS:31.2304N,121.4737E\0");
    let length = u16::try_from(tiff.len() + 2).expect("short").to_be_bytes();
    [&[0xff, 0xe1], &length[..], &tiff[..]].concat()
}

fn bomb() -> Vec<u8> {
    let mut png = file(8, 8, ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    png
}

machinery! {
    with reactions();
    /// Bombs, other formats under a picture's name, and files cut short become no picture.
    async fn what_is_no_sound_picture_is_rejected(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let whole = jpeg(120, 90);
        let cut = whole[..whole.len() * 7 / 10].to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec();
        let page = b"<!doctype html><script>1</script>".to_vec();
        for (kind, bytes, reason) in [
            ("image/png", bomb(), "TOO_MANY_PIXELS"),
            ("image/png", svg, "NOT_A_PICTURE"),
            ("image/png", page, "NOT_A_PICTURE"),
            ("image/jpeg", b"GIF89a\x01\0\x01\0".to_vec(), "NOT_A_PICTURE"),
            ("image/webp", file(9, 9, ImageFormat::Png), "TYPE_MISMATCH"),
            ("image/jpeg", cut, "DAMAGED"),
            ("image/jpeg", whole[..24].to_vec(), "DAMAGED"),
        ] {
            let (upload, status) = sent(&studio, &ana, kind, &bytes).await;
            let told = shown(&ana, &upload.id).await;
            assert_eq!((status, told["rejection"].as_str()), (422, Some(reason)));
            assert_eq!(picture(&studio, &upload.id, "320.jpg", None).await.status(), 404);
        }
        assert_eq!(world.count("SELECT count(*) FROM image").await, 0);
    }

    /// A place in the metadata, a page behind the end, a script in a comment, an archive: none of
    /// it is in what is served, and the picture stands upright.
    async fn nothing_but_pixels_comes_through(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let plain = jpeg(80, 40);
        let page = b"<script>alert(document.domain)</script>";
        let comment = [&[0xff, 0xfe], &41_u16.to_be_bytes()[..], page].concat();
        let spliced = |segment: &[u8]| [&plain[..2], segment, &plain[2..]].concat();
        for bytes in [
            spliced(&exif_with_place()),
            spliced(&comment),
            [&plain[..], page].concat(),
            [&plain[..], b"PK\x03\x04evil.sh"].concat(),
        ] {
            let (upload, status) = sent(&studio, &ana, "image/jpeg", &bytes).await;
            assert_eq!(status, 200);
            assert!(attach(world, &ana.id, &[&upload.id]).await.is_some());
            let told = shown(&ana, &upload.id).await;
            let turned = told["image"]["width"] == 40;
            assert_eq!(turned, bytes.windows(4).any(|word| word == b"Exif"));
            let width = if turned { "40.jpg" } else { "80.jpg" };
            let served = picture(&studio, &upload.id, width, None).await;
            let served = axum::body::to_bytes(served.into_body(), 1 << 20).await.expect("bytes");
            for word in [&b"Exif"[..], b"GPS", b"script", b"evil"] {
                assert!(!served.windows(word.len()).any(|window| window == word));
            }
            assert!(image::load_from_memory(&served).is_ok());
        }
    }
}
