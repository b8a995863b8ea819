import Foundation

/// Archives and DEFLATE data that Python's zipfile and zlib wrote.
enum ArchiveFixtures {
    static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

    /// A block with codes of its own.
    static let dynamicText = "handbook278 handbook189 brake242 Velo297 bicycle6 Lindqvist2"
    static let dynamicLength = 1171
    static let dynamicSHA256 = "0a19194cea7b34fcc65310b37a8ae7c98c95d444f57f8f2dc837ea5cdc35be96"
    static let dynamic = bytes(
        "XVNJbgNBCPzKPKGhF+g/5Jy7l0ls2bIVZ5Hy+7QHaFBO0xqgoKrgtLsd9/f7BYmXk76B+7J/7C4rFlxe1+sdOy378+H3cF3b"
            + "8nK+HT9+zp9fWNLyWN++b0dknMWdpWQEBYNheV93D0x5CxDN1PF0sEZbGm1J2fEQtAlUz4Ys2WDdgKVJr9u3sRaVPgfvUgGG"
            + "h5gDYC0CUHv4+aT95ABkgvSufbqrRSISlFBZshSwkIZGBoDyqBpISqBno1mqjTxU2JqVqT5Q0D/LyOTRmqQA0LNasvDguynQ"
            + "lAwUnQUwOQTP7lM6pDLjSdyEYiBjimCVK0CTEHsGdJkBc43WN/nJbXYcNphLSYTC6Ju+RqEtoK1ixAXj12DOb/o3dk1FNWDt"
            + "xMn12bypU54M6ppxQ7UvT7Ythztq/h4+uDgct2xoobVDHRtK92fsjTKsAStTwPU3ogzsSw+tGDbItrjGc2/HRchu5kkr3pqL"
            + "hwShbzAbe7B4qKa3F+9rLK4Qav/3Ry4XiPSS8x8="
    )

    /// `abcabcabcabc-abcabc` in a block with the fixed codes.
    static let fixed = bytes("S0xKToQhXQgFAA==")

    /// `stored text` in a stored block.
    static let stored = bytes("AQsA9P9zdG9yZWQgdGV4dA==")

    /// `SKILL.md` stored and `notes.txt` (40 times `gears `) deflated, in a folder.
    static let archive = bytes(
        "UEsDBBQAAAAAAAAAd10GHVNwEAAAABAAAAAjAAAAYXNzaXN0YW50cy1hY21lLXByb2R1Y3Rpb24vU0tJTEwubWQtLS0KbmFt"
            + "ZTogeAotLS0KUEsDBBQAAAAIAAAAd13tBRclCwAAAPAAAAAkAAAAYXNzaXN0YW50cy1hY21lLXByb2R1Y3Rpb24vbm90ZXMu"
            + "dHh0S09NLCpWSB8xJABQSwECFAMUAAAAAAAAAHddBh1TcBAAAAAQAAAAIwAAAAAAAAAAAAAAgAEAAAAAYXNzaXN0YW50cy1h"
            + "Y21lLXByb2R1Y3Rpb24vU0tJTEwubWRQSwECFAMUAAAACAAAAHdd7QUXJQsAAADwAAAAJAAAAAAAAAAAAAAAgAFRAAAAYXNz"
            + "aXN0YW50cy1hY21lLXByb2R1Y3Rpb24vbm90ZXMudHh0UEsFBgAAAAACAAIAowAAAJ4AAAAAAA=="
    )

    /// `release.json` (30 times `{}`) written as a stream: its sizes stand behind it and in the directory only.
    static let streamed = bytes(
        "UEsDBBQACAAIAAAAd10AAAAAAAAAAAAAAAAMAAAAcmVsZWFzZS5qc29uq66tJhsCAFBLBwgGQtn8BwAAADwAAABQSwECFAMU"
            + "AAgACAAAAHddBkLZ/AcAAAA8AAAADAAAAAAAAAAAAAAAgAEAAAAAcmVsZWFzZS5qc29uUEsFBgAAAAABAAEAOgAAAEEAAAAA"
            + "AA=="
    )
}
