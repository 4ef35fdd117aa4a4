using System.Text;

namespace CrashApp;

/// <summary>Lines appended to a file; what was written survives the death of the process. Says now and then how many there are.</summary>
internal sealed class Journal(string path, int sayEvery = int.MaxValue) : IDisposable
{
    private readonly HashSet<string> _earlier = File.Exists(path) ? [.. File.ReadAllLines(path)] : [];
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();
    private int _count;

    public void Write(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_gate)
        {
            _file.Write(bytes);
            if (++_count % sayEvery == 0)
            {
                Console.WriteLine(_count);
            }
        }
    }

    /// <summary>True when a life before this one wrote the line.</summary>
    public bool HadBefore(string line) => _earlier.Contains(line);

    public void Dispose() => _file.Dispose();
}
