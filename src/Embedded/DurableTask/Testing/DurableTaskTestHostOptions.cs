using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Testing;

/// <summary>What a test gives its host; the port is for the real library, this one listens nowhere.</summary>
public class DurableTaskTestHostOptions
{
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }

    public int? Port { get; set; }
}
