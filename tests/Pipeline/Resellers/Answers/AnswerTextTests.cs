using System.IO.Compression;
using System.Text;
using VideoPipeline.Resellers.Answers;
using Xunit;

namespace VideoPipeline.Tests.Resellers.Answers;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("gzip, br")]
    [InlineData("identity")]
    public void Packed_answer_is_unpacked(string codings)
    {
        var applied = codings.Split(',', StringSplitOptions.TrimEntries);
        var bytes = applied.Aggregate(Encoding.UTF8.GetBytes("""{"id":"t-1"}"""), Pack);

        Assert.Equal("""{"id":"t-1"}""", AnswerText.Decode(bytes, applied, null, 1000));
    }

    [Fact]
    public void Packed_answer_is_unpacked_though_nothing_says_so() =>
        Assert.Equal("{}", AnswerText.Decode(Pack("{}"u8.ToArray(), "gzip"), [], null, 1000));

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Answer_that_unpacks_to_too_much_is_refused(string coding) =>
        Assert.Null(AnswerText.Decode(Pack(new byte[10_000_000], coding), [coding], null, 1_000_000));

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Answer_that_is_not_what_it_says_is_refused(string coding) => Assert.Null(AnswerText.Decode("{}"u8.ToArray(), [coding], null, 1000));

    [Theory]
    [InlineData("gbk", new byte[] { 0xD6, 0xD0 }, "中")]
    [InlineData("windows-1252", new byte[] { 0x80 }, "€")]
    [InlineData("no-such-charset", new byte[] { 0xE2, 0x82, 0xAC }, "€")]
    [InlineData(null, new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "a")]
    [InlineData(null, new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "a")]
    public void Charset_is_decoded(string? charset, byte[] bytes, string text) => Assert.Equal(text, AnswerText.Decode(bytes, [], charset, 1000));

    private static byte[] Pack(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream? stream = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => null,
        })
        {
            stream?.Write(bytes);
        }

        return packed.Length == 0 ? bytes : packed.ToArray();
    }
}
