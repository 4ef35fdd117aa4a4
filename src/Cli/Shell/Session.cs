using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Shell;

/// <summary>One run of one command: its terminal and its connection to the host.</summary>
internal sealed class Session(Surroundings surroundings, Terminal terminal, Uri url, string? key, Patience? patience = null) : IDisposable
{
    private readonly HttpClient _http = new(surroundings.CreateHandler());

    public Surroundings Surroundings => surroundings;

    public Terminal Terminal => terminal;

    public TimeProvider Time => surroundings.Time;

    public HostConnection Host => field ??= Connect(url, key);

    /// <summary>The same terminal, another host.</summary>
    public Session At(Uri otherUrl) => new(surroundings, terminal, otherUrl, null);

    /// <summary>The same terminal, another host, which may be away for a minute at any time without a word about it.</summary>
    public Session PatientlyAt(Uri otherUrl) => new(surroundings, terminal, otherUrl, null, Patience.Long);

    /// <summary>A client without the key, for addresses other than the host's.</summary>
    public HttpClient Web => _http;

    public HostConnection Connect(Uri address, string? functionKey) =>
        patience is null
            ? new HostConnection(_http, address, functionKey, surroundings.Time, terminal.Remark, Patience.Usual)
            : new HostConnection(_http, address, functionKey, surroundings.Time, _ => { }, patience);

    public void Dispose() => _http.Dispose();
}
