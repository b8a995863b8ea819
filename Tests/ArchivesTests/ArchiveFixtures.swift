import Foundation

/// Archives and DEFLATE data that Python's zipfile and zlib wrote.
enum ArchiveFixtures {
    static func bytes(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }

    /// A block with codes of its own.
    static let dynamicLength = 1171
    static let dynamicChecksum: UInt32 = 0xADD0_24B7
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

    /// `linesText` in a block with codes of its own, long enough for far distances.
    static let lines = bytes(
        """
        ddlNrpM5EIXhea8iK2i5fuyyWQObQE1aRH3hSoCQ2D3JsL/z1jTS+SZ5VLbrfHx8u9/Gh9vPL/fbP18+Pb7d3v+9fX3/fH+7jdvj
        x+398Xb/fLv/un///fzhv8fb+9f7z+/3H3//9fGVNEzWNWmhUceo5TXrS7OBWbdrNo5mk7P7mp2u2YnZmNfsmppdmE2/Zmtrtjh7
        rtljmt2YnUv+o5EaPhheIWErwMGuaigPotXYUlwJuox5beFlE3wZAzsCzBYIMyZ2hJhtMGaMzIYoswPMjJ2ZCTQfIM2qiYs1d8Bm
        rM1cuHkAN2NvFgLOE8D5aGbK0KEC4tyauJDzooHWTLSpI22DOWdztgSdH0Dn2cRFXRio80ZdibpwUOeNui3qIkCdN+q2qIsJ6rxR
        d0RdLFDnrM6HqIsCdTGa02jocQTqwpq4qMsB6oLVuYu6NDpJm6M0RF06qIvmNA1RlwnqgtV5irqcoC5YnU9RlwvURTVxUZcb1AWr
        8yXq8oC6aNSVqJsD1GWjbg+9yIC6bNRtUTcD1GWj7oi6maAuWV0MUTcnXeGyieslrkBdNtc4E3Vzg7pkdeGibh5Ql9XERd0yUJes
        LkLULQd1yeoiRd0KUDdHcwMeegUGddOauKhbC9RNVvca6td4gbrZqCtRtzaom426EnU16O3QqNuirgzUzUbd0QeEg7rZqDuirhLU
        TVaXQ9TVBHWT1aWJulqgbo3m7TT08QTqljVxUVcH1C1WlyHq9gB1i9VlirptoG5lExd1O0DdYnWv4/QaT3q0Nq/WJer2BHWrebgu
        UbcL1K1GXYm6vUHdatRtUbcPqKtG3Rn67AZ11ag7ou44qCtWN4eoOwHqitVNE3UnQV1lExd1Z4G6YnXTRd0pUFesboaoO5u2JdXE
        j+48BrCrZmWSsDMxcFfsbk5dmwwHeHs0K5sBOxuQt63J6+pkTKC3G3qly5OxwN5u7G1dn4wCfLvBt3WBMg7o242+oxuU11ZF88xv
        Dde8gb9dTV79WdDGjv0tU3+W4G83WzuHtd0Ef2c0W78Baz/wd6zJqz/b4O+wv5Xq7/XE1zz7W1P9+QB/J5u8+nMHf4f9raX+PMDf
        afyV+vMEf6fxV+rPF/g7jb+t/rxoadz4O+rv9d6EvXG3OKbNMa2OR7M7HtBMUDfxnMv8Aa0nLKigsMEGSzsKC2opnpO9+YAiDKoq
        npONP6BthQX1Fc/Zzh/QysKCSovncG8+oA6DmgsbDLGgvEhqL57HA38ACozEBqOrMKDDSC4xuhYDagzsMZoio6DJSKwymi6joMxI
        bDOaOqOgz0gsNJpGY0OjkVhpNJ3G1k7DJpYaTauxtdWwibVG02ts7TVsYrHRNBtbmw2b/682/gA=
        """
    )

    static let linesText = (0..<120)
        .map { "Line \($0): the chain of model \($0 * 7) is oiled every \($0 * 13) kilometres." }
        .joined(separator: "\n")

    /// A million times the letter a.
    static let megabyte: [UInt8] =
        [0xED, 0xC1, 0x81, 0x00, 0x00, 0x00, 0x00, 0xC3, 0x20, 0xD6, 0xF9, 0x4B, 0x1C, 0xE4, 0x55, 0x01]
        + [UInt8](repeating: 0, count: 968) + [0xAF, 0x06]
}
