using System.Text.Json;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>One item as it came in, not checked yet.</summary>
/// <param name="Line">From 1: of the file, or the position in a JSON list.</param>
/// <param name="Json">The item's own fields; undefined when <paramref name="Fault"/> says why.</param>
/// <param name="IsCut">Nothing after it could be read, whatever there was.</param>
public sealed record RawItem(int Line, JsonElement Json, FieldError? Fault = null, bool IsCut = false)
{
    public static RawItem Bad(int line, string code, string message, bool isCut = false) =>
        new(line, default, new FieldError("", code, message), isCut);

    public static RawItem Undecodable(UndecodableTextException undecodable) =>
        Bad(undecodable.Line, RequestCodes.InvalidEncoding, undecodable.Message, isCut: true);
}

/// <summary>Why a line of a batch is not valid.</summary>
public sealed record LineError(int Line, string Field, string Code, string Message)
{
    public static LineError Of(int line, FieldError error) => new(line, error.Field, error.Code, error.Message);
}
