using System.Buffers;

namespace VideoPipeline;

/// <summary>
/// Bytes in rented memory that grows. Answers and videos come by the thousand: arrays of their own would be large objects, and each of
/// them brings the next collection of the whole heap nearer.
/// </summary>
public sealed class PooledBuffer : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Valid until the next write, and until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(Length + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Reads a stream to its end. False when it has more bytes than the limit; then not all of it was read.</summary>
    public async ValueTask<bool> TryReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            Reserve(Length + 1);

            // One byte past the limit tells as much as all that follow.
            var room = (int)Math.Min(_bytes.Length - Length, limit + 1L - Length);
            var read = await stream.ReadAsync(_bytes.AsMemory(Length, room), cancellationToken);
            Length += read;
            if (read == 0 || Length > limit)
            {
                return Length <= limit;
            }
        }
    }

    /// <summary>Keeps the memory for what comes next.</summary>
    public void Clear() => Length = 0;

    /// <summary>Reads what is written, from its beginning.</summary>
    public Stream ToStream() => new MemoryStream(_bytes, 0, Length, writable: false);

    public void Dispose()
    {
        Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int size)
    {
        if (size <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, Math.Max(FirstSize, 2 * _bytes.Length)));
        Written.CopyTo(larger);
        Return(_bytes);
        _bytes = larger;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
