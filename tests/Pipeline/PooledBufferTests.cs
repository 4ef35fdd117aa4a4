using Xunit;

namespace VideoPipeline.Tests;

public sealed class PooledBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(100_000)]
    public async Task Stream_is_read_to_its_end(int length)
    {
        var bytes = Bytes(length);
        using var buffer = new PooledBuffer();

        Assert.True(await buffer.TryReadAsync(new MemoryStream(bytes), 100_000, CancellationToken.None));

        Assert.Equal(bytes, buffer.Written.ToArray());
    }

    [Fact]
    public async Task Stream_that_is_longer_than_the_limit_is_not_read_on()
    {
        var stream = new MemoryStream(Bytes(10_000_000));
        using var buffer = new PooledBuffer();

        Assert.False(await buffer.TryReadAsync(stream, 100_000, CancellationToken.None));

        Assert.Equal(100_001, stream.Position);
    }

    [Fact]
    public void Chunks_follow_each_other()
    {
        var bytes = Bytes(70_000);
        using var buffer = new PooledBuffer();

        foreach (var chunk in bytes.Chunk(999))
        {
            buffer.Write(chunk);
        }

        using var copy = new MemoryStream();
        buffer.ToStream().CopyTo(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(bytes, buffer.Written.ToArray());
    }

    [Fact]
    public void Cleared_buffer_begins_anew()
    {
        using var buffer = new PooledBuffer();
        buffer.Write(Bytes(50_000));

        buffer.Clear();
        buffer.Write([1, 2, 3]);

        Assert.Equal([1, 2, 3], buffer.Written.ToArray());
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(number => (byte)(number * 31))];
}
