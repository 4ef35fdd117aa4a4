using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace VideoPipeline.Support;

/// <summary>The raw answer that comes with a value: its status alone.</summary>
internal sealed class InMemoryResponse(int status) : Response
{
    public override int Status { get; } = status;

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public static Response<T> Of<T>(T value, int status = 200) => FromValue(value, new InMemoryResponse(status));

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => false;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }
}
