import OrderedJSON

/// The models of the account.
enum ModelCatalogue {
    struct Model: Sendable {
        let id: String
        let created: Int
        /// `YYYY-MM-DD`, or nil.
        let shutdownDate: String?

        var json: JSONValue {
            [
                "id": .string(id), "object": "model", "created": .integer(created), "owned_by": "system",
                "shutdown_date": JSONValue(shutdownDate),
            ]
        }
    }

    static let models: [Model] = [
        model("gpt-6.2-astra", 1_795_046_400), model("gpt-6.2-sol", 1_795_046_400),
        model("gpt-6.1-sol", 1_790_000_000), model("gpt-6.1-terra", 1_790_000_000),
        model("gpt-6-astra", 1_785_000_000), model("gpt-6-sol", 1_785_000_000), model("gpt-6-luna", 1_785_000_000),
        model("gpt-5.6-sol", 1_778_000_000), model("gpt-5.6-terra", 1_778_000_000),
        model("gpt-5.6-luna", 1_778_000_000), model("gpt-5.5", 1_772_000_000), model("gpt-5.4", 1_768_000_000),
        model("gpt-5.4-mini", 1_768_000_000), model("gpt-5.4-nano", 1_768_000_000, "2027-04-01"),
        model("gpt-5.1", 1_763_000_000, "2027-04-01"), model("gpt-5", 1_754_425_777, "2026-12-11"),
        model("gpt-5-mini", 1_754_425_928, "2026-12-11"), model("gpt-5-nano", 1_754_426_384, "2026-12-11"),
        model("gpt-5-pro", 1_759_469_822, "2026-12-11"), model("o3", 1_744_225_308, "2026-12-11"),
        model("o3-pro", 1_748_475_349, "2026-12-11"),
        model("gpt-4.1", 1_744_316_542, "2027-01-14"), model("gpt-4.1-mini", 1_744_318_173, "2027-01-14"),
        model("gpt-4o", 1_715_367_049, "2027-01-14"), model("gpt-4o-mini", 1_721_172_741, "2027-01-14"),
    ]

    private static func model(_ id: String, _ created: Int, _ shutdownDate: String? = nil) -> Model {
        Model(id: id, created: created, shutdownDate: shutdownDate)
    }
}
