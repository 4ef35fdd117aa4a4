using System.Text;
using VideoPipeline.Batches;
using VideoPipeline.Requests;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Pipeline.Tests.Requests;

public sealed class TextBodyTests
{
    private const string Text = "Ein Straußenfächer für 5 €, 日本";

    public static TheoryData<string, string?, byte[]> Readable() => new()
    {
        { "UTF-8", null, Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with a mark", null, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-8, declared otherwise, with a mark", "windows-1252", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 with a mark", null, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 big endian with a mark", null, [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "UTF-16 without a mark", null, Encoding.Unicode.GetBytes(Text) },
        { "UTF-16 big endian without a mark", null, Encoding.BigEndianUnicode.GetBytes(Text) },
        { "UTF-32 with a mark", null, [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Text)] },
        { "UTF-16, declared", "utf-16", Encoding.Unicode.GetBytes(Text) },
        { "gzip", null, Packing.Gzip(Encoding.UTF8.GetBytes(Text)) },
        { "gzip of UTF-16 with a mark", null, Packing.Gzip([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)]) },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Text_is_read_in_whatever_encoding_says_itself(string kind, string? charset, byte[] bytes) =>
        Assert.True(Text == await ReadAsync(bytes, charset), kind);

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("\"ISO-8859-15\"")]
    public async Task Declared_charset_is_decoded(string charset)
    {
        byte[] bytes = [.. "f"u8, 0xFC, .. "r 5 "u8, charset == "windows-1252" ? (byte)0x80 : (byte)0xA4];

        Assert.Equal("für 5 €", await ReadAsync(bytes, charset));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xFC, (byte)'r' }, 2, 2)]
    [InlineData(new byte[] { 0xFC }, 1, 1)]
    [InlineData(new byte[] { (byte)'a', (byte)'b', 0xE2, 0x82 }, 1, 3)]
    [InlineData(new byte[] { (byte)'a', 0xED, 0xA0, 0x80 }, 1, 2)]
    public async Task Bytes_that_are_no_text_are_refused_where_they_stand(byte[] bytes, int line, int column)
    {
        var refused = await Assert.ThrowsAsync<UndecodableTextException>(() => ReadAsync(bytes, null));

        Assert.Equal((line, column), (refused.Line, refused.Column));
        Assert.Contains("Save the file as UTF-8", refused.Message, StringComparison.Ordinal);
        Assert.Equal((400, "invalid_encoding"), (refused.ToProblem().Status, refused.ToProblem().Code));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(70_000)]
    public async Task Place_of_a_bad_byte_is_right_wherever_the_reads_are_cut(int before)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(new string('x', before)), 0xFF, .. "rest"u8];

        var refused = await Assert.ThrowsAsync<UndecodableTextException>(() => ReadAsync(bytes, null, inSmallPieces: true));

        Assert.Equal((1, before + 1), (refused.Line, refused.Column));
    }

    [Fact]
    public async Task Place_of_a_character_that_is_cut_between_reads_is_where_it_begins()
    {
        byte[] bytes = [.. "123456"u8, 0xE2, 0x28, 0xA1];

        var refused = await Assert.ThrowsAsync<UndecodableTextException>(() => ReadAsync(bytes, null, inSmallPieces: true));

        Assert.Equal((1, 7), (refused.Line, refused.Column));
    }

    [Fact]
    public async Task Broken_gzip_is_refused() =>
        await Assert.ThrowsAsync<UndecodableTextException>(() => ReadAsync([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], null));

    [Fact]
    public void Unknown_charset_is_named()
    {
        Assert.False(TextBody.TryOpen(Stream.Null, "klingon", out _));
        Assert.Equal((415, "unsupported_charset"), (TextBody.UnknownCharset("klingon").Status, TextBody.UnknownCharset("klingon").Code));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("json")]
    public async Task Catalogue_in_windows_1252_is_refused_with_its_line(string form)
    {
        byte[] bytes = form switch
        {
            "csv" => [.. "prompt,duration\nok,5\nf"u8, 0xFC, .. "r,5\n"u8],
            "ndjson" => [.. "{\"prompt\":\"ok\"}\n\n{\"prompt\":\"f"u8, 0xFC, .. "r\"}\n"u8],
            _ => [.. "{\"items\":[\n{\"prompt\":\"ok\"},\n{\"prompt\":\"f"u8, 0xFC, .. "r\"}]}"u8],
        };
        Assert.True(TextBody.TryOpen(new MemoryStream(bytes), null, out var text));

        if (form == "json")
        {
            var (_, problem) = await JsonBatch.ReadAsync(text, new RequestRules(), default);
            Assert.Equal("invalid_encoding", problem!.Code);
            Assert.StartsWith("Line 3,", problem.Detail, StringComparison.Ordinal);
            return;
        }

        var items = form == "csv" ? CsvItems.ReadAsync(text, 10_000, default) : NdjsonItems.ReadAsync(text, 10_000, default);
        var last = await items.LastAsync();
        Assert.Equal((3, "invalid_encoding", true), (last.Line, last.Fault!.Code, last.IsCut));
    }

    [Fact]
    public async Task Prompt_that_was_decoded_wrongly_before_is_refused()
    {
        var reading = await VideoRequestReader.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes("""{"prompt":"f\uFFFDr","duration":5}""")), null, new RequestRules(), default);

        Assert.Contains(reading.Problem!.Errors, error => (error.Field, error.Code) == ("prompt", "invalid_encoding"));
    }

    private static async Task<string> ReadAsync(byte[] bytes, string? charset, bool inSmallPieces = false)
    {
        Assert.True(TextBody.TryOpen(new MemoryStream(bytes), charset, out var text));
        using var all = new MemoryStream();
        await text.CopyToAsync(all, inSmallPieces ? 7 : 81_920);
        return Encoding.UTF8.GetString(all.ToArray());
    }
}
