using System.Diagnostics.Metrics;
using System.Globalization;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// The HTTP requests that a process makes, by the port that they go to: how many, and how long until they were answered. Told by the
/// runtime's own metric, so that the app needs nothing for it.
/// </summary>
internal sealed class RequestFigures : IDisposable
{
    private readonly Dictionary<int, RequestSum> _sums = [];
    private readonly Lock _guard = new();
    private readonly MeterListener _listener = new();

    public RequestFigures()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Add(PortOf(tags), seconds));
        _listener.Start();
    }

    public RequestSum To(int port)
    {
        lock (_guard)
        {
            return _sums.GetValueOrDefault(port, new RequestSum(0, TimeSpan.Zero));
        }
    }

    public void Write(string path)
    {
        lock (_guard)
        {
            var lines = _sums.Select(sum => string.Create(CultureInfo.InvariantCulture, $"{sum.Key} {sum.Value.Count} {sum.Value.Time.Ticks}"));
            File.WriteAllLines(path + ".new", lines);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>What processes have written into a folder, each into a file of its own.</summary>
    public static RequestSum Read(string folder, int port) => Directory.EnumerateFiles(folder, "*.txt")
        .SelectMany(File.ReadLines)
        .Select(line => line.Split(' '))
        .Where(fields => fields[0] == port.ToString(CultureInfo.InvariantCulture))
        .Select(fields => new RequestSum(long.Parse(fields[1], CultureInfo.InvariantCulture), TimeSpan.FromTicks(long.Parse(fields[2], CultureInfo.InvariantCulture))))
        .Aggregate(new RequestSum(0, TimeSpan.Zero), (sum, one) => new RequestSum(sum.Count + one.Count, sum.Time + one.Time));

    public void Dispose() => _listener.Dispose();

    private void Add(int port, double seconds)
    {
        lock (_guard)
        {
            var sum = _sums.GetValueOrDefault(port, new RequestSum(0, TimeSpan.Zero));
            _sums[port] = new RequestSum(sum.Count + 1, sum.Time + TimeSpan.FromSeconds(seconds));
        }
    }

    private static int PortOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "server.port", Value: int port })
            {
                return port;
            }
        }

        return 0;
    }
}

internal readonly record struct RequestSum(long Count, TimeSpan Time);
