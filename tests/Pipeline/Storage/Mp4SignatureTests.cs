using System.Text;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class Mp4SignatureTests
{
    [Theory]
    [InlineData("00000018", "ftypisom", true)]
    [InlineData("00000020", "ftypmp42", true)]
    [InlineData("00000014", "ftypqt  ", true)]
    [InlineData("00000010", "ftypisom", true)]
    [InlineData("0000000F", "ftypisom", false)]
    [InlineData("00000001", "ftypisom", false)]
    [InlineData("00000000", "ftypisom", false)]
    [InlineData("00000018", "moovisom", false)]
    [InlineData("00000018", "FTYPisom", false)]
    [InlineData("66747970", "00000018", false)]
    [InlineData("3C21444F", "CTYPE ht", false)]
    [InlineData("3C3F786D", "l versio", false)]
    [InlineData("7B226572", "ror\":\"no", false)]
    [InlineData("89504E47", "\r\n\u001a\n\0\0\0\r", false)]
    [InlineData("FFD8FFE0", "\0\u0010JFIF\0\u0001", false)]
    [InlineData("52494646", "xxxxWEBP", false)]
    [InlineData("1A45DFA3", "webmwebm", false)]
    public void First_bytes_tell_a_video(string sizeInHex, string rest, bool isVideo)
    {
        byte[] start = [.. Convert.FromHexString(sizeInHex), .. Encoding.Latin1.GetBytes(rest)];

        Assert.Equal(isVideo, Mp4Signature.Matches(start));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    public void Too_few_bytes_are_no_video(int length)
    {
        byte[] start = [0, 0, 0, 0x18, .. "ftypisom"u8];

        Assert.True(Mp4Signature.Matches(start));
        Assert.False(Mp4Signature.Matches(start.AsSpan(0, length)));
    }
}
