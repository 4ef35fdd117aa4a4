using System.Buffers.Binary;
using System.Text;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class Mp4BoxesTests
{
    private static readonly byte[] s_whole = [.. Box("ftyp", 24), .. Box("moov", 100), .. Box("free", 8), .. Box("mdat", 300)];

    // Boxes as type:size; a size of 0 reaches to the end, one of "L" is written in 64 bits.
    [Theory]
    [InlineData("ftyp:24 moov:100 mdat:300", true)]
    [InlineData("ftyp:24 mdat:300 moov:100", true)]
    [InlineData("ftyp:24 moov:8 mdat:8", true)]
    [InlineData("ftyp:24 moov:100 moof:50 mdat:60 moof:50 mdat:60", true)]
    [InlineData("ftyp:24 moof:50 mdat:60", true)]
    [InlineData("ftyp:24 moov:100 mdat:L300", true)]
    [InlineData("ftyp:24 moov:100 mdat:0", true)]
    [InlineData("ftyp:24 free:0 moov:100 mdat:300", false)]
    [InlineData("ftyp:24 moov:100", false)]
    [InlineData("ftyp:24 mdat:300", false)]
    [InlineData("ftyp:24", false)]
    [InlineData("", false)]
    public void File_is_whole_when_its_boxes_are(string boxes, bool isWhole)
    {
        byte[] file = [.. boxes.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parse)];

        Assert.Equal(isWhole, IsWhole(file, file.Length));
        Assert.Equal(isWhole, IsWhole(file, 1));
        Assert.Equal(isWhole, IsWhole(file, 7));
    }

    [Fact]
    public void No_part_of_a_file_is_whole()
    {
        for (var length = 0; length < s_whole.Length; length++)
        {
            Assert.False(IsWhole(s_whole[..length], 64), $"{length} bytes");
        }

        Assert.True(IsWhole(s_whole, 64));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Box_that_is_smaller_than_its_header_is_no_box(int size)
    {
        byte[] file = [.. Box("ftyp", 24), .. Box("moov", 100), .. Box("mdat", 300), .. Header("free", size)];

        Assert.False(IsWhole(file, 64));
    }

    [Fact]
    public void Large_size_that_is_smaller_than_its_header_is_no_box()
    {
        byte[] file = [.. s_whole, .. Header("free", 1), 0, 0, 0, 0, 0, 0, 0, 15];

        Assert.False(IsWhole(file, 64));
    }

    private static bool IsWhole(byte[] file, int chunk)
    {
        var boxes = new Mp4Boxes();
        foreach (var part in file.Chunk(Math.Max(chunk, 1)))
        {
            boxes.Append(part);
        }

        return boxes.IsWhole;
    }

    private static byte[] Parse(string box)
    {
        var (type, size) = (box[..4], box[5..]);
        return size switch
        {
            "0" => [.. Header(type, 0), .. new byte[50]],
            ['L', ..] => [.. Header(type, 1), .. Large(long.Parse(size[1..], provider: null))],
            _ => Box(type, int.Parse(size, provider: null)),
        };
    }

    private static byte[] Box(string type, int size) => [.. Header(type, size), .. new byte[size - 8]];

    private static byte[] Header(string type, int size)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        Encoding.ASCII.GetBytes(type, header.AsSpan(4));
        return header;
    }

    private static byte[] Large(long size)
    {
        var rest = new byte[size - 8];
        BinaryPrimitives.WriteInt64BigEndian(rest, size);
        return rest;
    }
}
