import Foundation

/// Small files of formats that are awkward to write by hand, made once with Python's `zipfile` and `zlib`.
package enum DocumentSamples {
    /// Slides 1, 2 and 10, in the order 10, 2, 1, and notes for slide 2.
    package static let presentation = bytes(
        """
        UEsDBBQAAAAAAAAAIVzHHBc8CAAAAAgAAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbDxUeXBlcy8+UEsDBBQAAAAIAAAAIVw/MOLl
        igAAAK4AAAAWAAAAcHB0L3NsaWRlcy9zbGlkZTEwLnhtbB2OTQrDIBCFryLum0m7KEWM2fUE6QEkTqOgozjS9vjVbD54vB+eXn8p
        ig9WDpkWeZ1mKZD27AIdi3xtz8tDrkYXxdGJHiVWdpG+taIAePeYLE+5IHXvnWuyrct6gKv22ydShNs83yHZQNJoq8pAHWhm8yga
        UvOCY3AoAotouU0ahjtYT/YOnAfMH1BLAwQUAAAACAAAACFcwl3jaKUAAAD2AAAAFQAAAHBwdC9zbGlkZXMvc2xpZGUyLnhtbG2P
        ywrCMBBFf2XIwp1NFRSJbQouXLqqHxDa2BbyMjNVP99EXFRwc2E49x6YqnlZAw8dcfKuZpuiZKBd5/vJDTW7tuf1gTWyCgJND6nq
        UKiajURBcI7dqK3CwgftErv5aBWlMw68j+qZFNbwbVnuuVWTY7JSIuSIOUi2Pt5nDWkGNGpA0lZAxTPKGRfVHVzsD+Ff1dJ38oYQ
        VsqGI7iZ8M+Afx6Rb1BLAwQUAAAACAAAACFcxiXKc4YAAACnAAAAFQAAAHBwdC9zbGlkZXMvc2xpZGUxLnhtbB2Nyw7CIBBFf4Ww
        t4MujCFAd/0CjWtSsBDLIwNRP9+hm5PcuSd31PxLO/t4bLFkzc+T4MzntbiYN80f9+V047NRVbbdMVJzk1bz0HuVAG0NPtk2leoz
        da+CyXaKuIFD+6WJtMNFiCskGzM3yso6gAPdPAu+WyiVdaSabAXjPIgHSYbjs/kDUEsDBBQAAAAIAAAAIVyC0/pviQAAAKsAAAAf
        AAAAcHB0L25vdGVzU2xpZGVzL25vdGVzU2xpZGUyLnhtbB2NTQ7CIBCFr0LYy1QXxhBKd+7c6QGmBVuSMpCBqMcXuvmSl/dnpl/c
        xcdzCYlGeVaDFJ6W5AKto3w976ebnKzJuuxOtCgVjaPcas0aoCybj1hUyp6a904csTbJKzjGb5uIO1yG4QoRA0lrUOcO7qj2EciJ
        unmxIM+JxIxclIFudfLBVoDj3f4BUEsBAhQDFAAAAAAAAAAhXMccFzwIAAAACAAAABMAAAAAAAAAAAAAAIABAAAAAFtDb250ZW50
        X1R5cGVzXS54bWxQSwECFAMUAAAACAAAACFcPzDi5YoAAACuAAAAFgAAAAAAAAAAAAAAgAE5AAAAcHB0L3NsaWRlcy9zbGlkZTEw
        LnhtbFBLAQIUAxQAAAAIAAAAIVzCXeNopQAAAPYAAAAVAAAAAAAAAAAAAACAAfcAAABwcHQvc2xpZGVzL3NsaWRlMi54bWxQSwEC
        FAMUAAAACAAAACFcxiXKc4YAAACnAAAAFQAAAAAAAAAAAAAAgAHPAQAAcHB0L3NsaWRlcy9zbGlkZTEueG1sUEsBAhQDFAAAAAgA
        AAAhXILT+m+JAAAAqwAAAB8AAAAAAAAAAAAAAIABiAIAAHBwdC9ub3Rlc1NsaWRlcy9ub3Rlc1NsaWRlMi54bWxQSwUGAAAAAAUA
        BQBYAQAATgMAAAAA
        """
    )

    /// Two paragraphs, the first with a tab.
    package static let wordDocument = bytes(
        """
        UEsDBBQAAAAIAAAAIVxB276GbQAAANIAAAARAAAAd29yZC9kb2N1bWVudC54bWxtj0sKgDAMBa9SPIDZl9qlV3AdNbv+SOunt5eg
        ooKbCSGPSWI2Pcdp8RSKNZse41ylJgELih2QGUOpBqQT8jPFEc5UoaAqIedPDC7Vy6d273ROOFHXJKZMvFJje0ZPWf3usDG42v54
        4T4YXl8cUEsBAhQDFAAAAAgAAAAhXEHbvoZtAAAA0gAAABEAAAAAAAAAAAAAAIABAAAAAHdvcmQvZG9jdW1lbnQueG1sUEsFBgAA
        AAABAAEAPwAAAJwAAAAAAA==
        """
    )

    /// A page with one line of text.
    package static func pdf(_ line: String) -> [UInt8] {
        let stream = "BT /F1 12 Tf 72 700 Td (\(line)) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }

    private static func bytes(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }
}
