using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;

namespace VideoPipeline.Simulator.Books;

/// <summary>
/// What happened, a line of JSON each, so that the next start goes on from there. A line is handed to the operating system before
/// anybody hears of what it says: a killed simulator loses nothing that it has answered. Without a data directory nothing is kept.
/// </summary>
internal sealed class Book : IDisposable
{
    public const string FileName = "book.jsonl";

    private readonly Lock gate = new();
    private readonly FileStream? file;

    public Book(IOptions<SimulatorOptions> options)
    {
        if (options.Value.DataDirectory is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
            // Unbuffered: a write is one call to the system. One simulator writes, others may read.
            file = new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
    }

    public void Write(Entry entry)
    {
        if (file is null)
        {
            return;
        }

        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, Answers.Json), (byte)'\n'];
        lock (gate)
        {
            file.Write(line);
        }
    }

    /// <summary>Reads what earlier lives wrote; half a line at the end, which nobody was told of, is cut off.</summary>
    public IReadOnlyList<Entry> ReadAll()
    {
        if (file is null)
        {
            return [];
        }

        lock (gate)
        {
            var bytes = new byte[file.Length];
            file.Position = 0;
            file.ReadExactly(bytes);
            var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
            file.SetLength(whole);
            file.Position = whole;
            return Parse(bytes.AsSpan(0, whole));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            file?.SetLength(0);
        }
    }

    public void Dispose() => file?.Dispose();

    private List<Entry> Parse(ReadOnlySpan<byte> lines)
    {
        var entries = new List<Entry>();
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.IsEmpty)
            {
                continue;
            }

            try
            {
                entries.Add(JsonSerializer.Deserialize<Entry>(line, Answers.Json)!);
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException($"Line {entries.Count + 1} of {file!.Name} cannot be read: {fault.Message}", fault);
            }
        }

        return entries;
    }
}
