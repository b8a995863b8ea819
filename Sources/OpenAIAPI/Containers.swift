import OrderedJSON

/// A container that code interpreter works in. It expires within minutes of idling.
package struct ContainerObject: WireDecodable, Identified, Hashable {
    package var id: String

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
    }
}

/// A file in a container: a copy of a file object that the container was given, or something that code made.
package struct ContainerFileObject: WireDecodable, Identified, Hashable {
    package var id: String
    /// In the container, such as `/mnt/data/prices.csv`.
    package var path: String
    package var bytes: Int64

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        path = try value.string("path")
        bytes = try value.optionalInteger("bytes") ?? 0
    }
}

extension OpenAIClient {
    /// Every container of the account, oldest first.
    ///
    /// - Throws: ``APIError``; with ``APIError/Code/notServed`` on a host without containers.
    package func listContainers() async throws(APIError) -> [ContainerObject] {
        try await all(["containers"], meaningOfNotFound: .missingCollection)
    }

    package func listContainerFiles(in containerID: String) async throws(APIError) -> [ContainerFileObject] {
        try await all(["containers", containerID, "files"])
    }
}
