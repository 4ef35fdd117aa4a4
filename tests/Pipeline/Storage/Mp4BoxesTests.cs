using VideoPipeline.Storage;

namespace VideoPipeline.Tests.Storage;

public sealed class Mp4BoxesTests
{
    // ftyp of 16 bytes, a 64-bit mdat of 24 and a free of 8.
    private static readonly byte[] s_whole =
    [
        0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0,
        0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 24, 1, 2, 3, 4, 5, 6, 7, 8,
        0, 0, 0, 8, .. "free"u8,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Whole_file_is_not_cut_however_it_comes(int chunk) => Assert.False(Read(s_whole, chunk).IsCut);

    [Theory]
    [InlineData(12)]
    [InlineData(33)]
    [InlineData(39)]
    public void File_that_ends_within_a_box_is_cut(int length) => Assert.True(Read(s_whole[..length], 7).IsCut);

    [Fact]
    public void Box_to_the_end_of_the_file_is_never_cut() =>
        Assert.False(Read([0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, 0, 0, 0, 0, .. "mdat"u8, 1, 2, 3], 4).IsCut);

    [Fact]
    public void What_is_no_known_box_is_not_judged() =>
        Assert.False(Read([0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, .. "junk"u8, 1], 4).IsCut);

    private static Mp4Boxes Read(byte[] file, int chunk)
    {
        var boxes = new Mp4Boxes();
        foreach (var part in file.Chunk(chunk))
        {
            boxes.Append(part);
        }

        return boxes;
    }
}
