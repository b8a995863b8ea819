import Foundation

/// PostgreSQL's own client library, which is loaded when it is asked for: whoever needs no server needs no library.
///
/// The functions are those of its documentation (libpq, chapter "C Library"), by the names that they have there.
struct LibPQ: Sendable {
    typealias Connect = @convention(c) (UnsafePointer<CChar>) -> OpaquePointer?
    typealias Status = @convention(c) (OpaquePointer) -> Int32
    typealias Message = @convention(c) (OpaquePointer) -> UnsafePointer<CChar>?
    typealias End = @convention(c) (OpaquePointer) -> Void
    typealias Execute = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> OpaquePointer?
    typealias Prepare =
        @convention(c) (
            OpaquePointer, UnsafePointer<CChar>, UnsafePointer<CChar>, Int32, UnsafePointer<UInt32>?
        ) -> OpaquePointer?
    typealias ExecutePrepared =
        @convention(c) (
            OpaquePointer, UnsafePointer<CChar>, Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?, Int32
        ) -> OpaquePointer?
    typealias Field = @convention(c) (OpaquePointer, Int32) -> UnsafePointer<CChar>?
    typealias FieldType = @convention(c) (OpaquePointer, Int32) -> UInt32
    typealias Cell = @convention(c) (OpaquePointer, Int32, Int32) -> UnsafePointer<CChar>?
    typealias CellNumber = @convention(c) (OpaquePointer, Int32, Int32) -> Int32

    let connect: Connect
    let status: Status
    let errorMessage: Message
    let finish: End
    let execute: Execute
    let prepare: Prepare
    let executePrepared: ExecutePrepared
    let resultStatus: Status
    let resultErrorField: Field
    let rowCount: Status
    let columnCount: Status
    let columnName: Field
    let columnType: FieldType
    let value: Cell
    let isNull: CellNumber
    let length: CellNumber
    let changedRows: Message
    let clear: End

    /// - Throws: ``SQLFailure`` where the library is not installed.
    init() throws(SQLFailure) {
        let names = ["libpq.so.5", "libpq.5.dylib"]
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw SQLFailure(
                .refused,
                "a store on PostgreSQL needs its client library: install the package libpq5 (Debian) or libpq"
            )
        }
        connect = try Self.function("PQconnectdb", library)
        status = try Self.function("PQstatus", library)
        errorMessage = try Self.function("PQerrorMessage", library)
        finish = try Self.function("PQfinish", library)
        execute = try Self.function("PQexec", library)
        prepare = try Self.function("PQprepare", library)
        executePrepared = try Self.function("PQexecPrepared", library)
        resultStatus = try Self.function("PQresultStatus", library)
        resultErrorField = try Self.function("PQresultErrorField", library)
        rowCount = try Self.function("PQntuples", library)
        columnCount = try Self.function("PQnfields", library)
        columnName = try Self.function("PQfname", library)
        columnType = try Self.function("PQftype", library)
        value = try Self.function("PQgetvalue", library)
        isNull = try Self.function("PQgetisnull", library)
        length = try Self.function("PQgetlength", library)
        changedRows = try Self.function("PQcmdTuples", library)
        clear = try Self.function("PQclear", library)
    }

    /// The types above are those of libpq-fe.h, which has kept them since PostgreSQL 8.
    private static func function<Function>(
        _ name: String,
        _ library: UnsafeMutableRawPointer
    ) throws(SQLFailure) -> Function {
        guard let symbol = dlsym(library, name) else {
            throw SQLFailure(.refused, "PostgreSQL's client library has no \(name)")
        }
        return unsafeBitCast(symbol, to: Function.self)
    }

    /// Of `ConnStatusType`, `ExecStatusType` and the types of columns.
    static let connectionOK: Int32 = 0
    static let commandOK: Int32 = 1
    static let tuplesOK: Int32 = 2
    static let sqlStateField = Int32(UInt8(ascii: "C"))
    static let numberTypes: Set<UInt32> = [20, 21, 23]
    static let bytesType: UInt32 = 17
}
