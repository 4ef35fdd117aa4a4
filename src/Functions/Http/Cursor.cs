using System.Buffers.Text;
using System.Text;

namespace VideoPipeline.Functions.Http;

/// <summary>Storage's continuation tokens as cursors of ours: opaque, and told from anything else before storage sees them.</summary>
internal static class Cursor
{
    private const string Mark = "c1_";

    public static string? Write(string? continuation) =>
        continuation is null ? null : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(continuation));

    /// <summary>False when this is no cursor of ours. No cursor at all is the first page.</summary>
    public static bool TryRead(string? cursor, out string? continuation)
    {
        continuation = null;
        if (cursor is null)
        {
            return true;
        }

        if (!cursor.StartsWith(Mark, StringComparison.Ordinal) || !Base64Url.IsValid(cursor.AsSpan(Mark.Length)))
        {
            return false;
        }

        continuation = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.AsSpan(Mark.Length)));
        return true;
    }
}
