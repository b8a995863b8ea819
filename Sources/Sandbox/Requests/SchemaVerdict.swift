import OrderedJSON

/// What the sandbox says to a schema, without a request around it.
package enum SchemaVerdict {
    /// Why the parameters of a function are refused; nil when they are taken.
    package static func refusal(ofParameters schema: JSONValue, isStrict: Bool) -> String? {
        do throws(APIErrorResponse) {
            try StrictSchema.checkFunction(
                ["name": "find", "strict": .bool(isStrict), "parameters": schema],
                "tools[0]"
            )
            return nil
        } catch {
            return error.message
        }
    }

    /// Why the schema of a strict answer is refused; nil when it is taken.
    package static func refusal(ofAnswer schema: JSONValue) -> String? {
        do throws(APIErrorResponse) {
            try StrictSchema.checkFormat(["name": "answer", "strict": true, "schema": schema], "text.format")
            return nil
        } catch {
            return error.message
        }
    }
}
