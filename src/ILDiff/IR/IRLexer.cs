namespace ILDiff.IR;

using System.Globalization;
using System.Text;

/// <summary>The kinds of token of the text form.</summary>
internal enum TokenForm
{
    /// <summary>An opcode, a type or member name, <c>b3</c>, <c>r1</c>.</summary>
    Word,

    /// <summary>A name in single quotes; never an opcode or keyword.</summary>
    Quoted,

    /// <summary><c>%12</c> or <c>%12:name</c>; the text is the name.</summary>
    Value,

    /// <summary>A number with its suffix.</summary>
    Number,

    /// <summary>A string in double quotes.</summary>
    String,

    /// <summary>One of <c>( ) [ ] &lt; &gt; , : :: = &amp; *</c>.</summary>
    Mark,

    /// <summary>Nothing more on the line.</summary>
    End,
}

/// <summary>One token.</summary>
internal readonly record struct Token(TokenForm Form, string Text, int Id = -1);

/// <summary>The tokens of one line, read from left to right.</summary>
internal sealed class IRLexer
{
    private readonly List<Token> tokens = [];
    private int next;

    public IRLexer(string line, int number)
    {
        Number = number;
        for (var at = 0; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at])) at++;
            else if (string.CompareOrdinal(line, at, "//", 0, 2) == 0) break;
            else at = Read(line, at);
        }
    }

    /// <summary>The line's number, from 1.</summary>
    public int Number { get; }

    public bool IsEmpty => tokens.Count == 0;

    public Token Peek(int ahead = 0) => next + ahead < tokens.Count ? tokens[next + ahead] : new Token(TokenForm.End, "the end of the line");

    public Token Take()
    {
        var token = Peek();
        next++;
        return token;
    }

    public Token Take(TokenForm form, string what)
    {
        var token = Take();
        return token.Form == form ? token : throw Error($"expected {what}, found {token.Text}");
    }

    /// <summary>Goes past a mark or word if it is next.</summary>
    public bool Accept(string text)
    {
        var isNext = Peek() is { Form: TokenForm.Mark or TokenForm.Word } token && token.Text == text;
        if (isNext) next++;
        return isNext;
    }

    public void Expect(string text)
    {
        if (!Accept(text)) throw Error($"expected {text}, found {Peek().Text}");
    }

    public void ExpectEnd()
    {
        if (Peek().Form != TokenForm.End) throw Error($"{Peek().Text} is too much");
    }

    /// <summary>What follows the bracket that closes the one that is next.</summary>
    public Token AfterBrackets()
    {
        var depth = 0;
        for (var ahead = 0; ; ahead++)
        {
            var token = Peek(ahead);
            if (token.Form == TokenForm.End) return token;
            if (token.Form != TokenForm.Mark) continue;
            if (token.Text == "(") depth++;
            if (token.Text == ")" && --depth == 0) return Peek(ahead + 1);
        }
    }

    public FormatException Error(string problem) => new($"line {Number}: {problem}");

    private int Read(string line, int at)
    {
        var (c, start) = (line[at], at);
        if (c == '%') return ReadValue(line, at + 1);
        if (c is '\'' or '"') return ReadQuoted(line, at + 1, c);
        if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < line.Length && (char.IsAsciiDigit(line[at + 1]) || line[at + 1] == 'i')))
        {
            at++;
            while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] == '.' || (line[at] is '+' or '-' && line[at - 1] == 'E'))) at++;
            tokens.Add(new Token(TokenForm.Number, line[start..at]));
            return at;
        }

        if (IRNames.IsPlain(c))
        {
            while (at < line.Length && IRNames.IsPlain(line[at])) at++;
            tokens.Add(new Token(TokenForm.Word, line[start..at]));
            return at;
        }

        if (!"()[]<>,:=&*".Contains(c, StringComparison.Ordinal)) throw Error($"unexpected character {c}");
        var length = string.CompareOrdinal(line, at, "::", 0, 2) == 0 ? 2 : 1;
        tokens.Add(new Token(TokenForm.Mark, line.Substring(at, length)));
        return at + length;
    }

    private int ReadValue(string line, int at)
    {
        var start = at;
        while (at < line.Length && char.IsAsciiDigit(line[at])) at++;
        if (!int.TryParse(line.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) throw Error("% without a number");
        var name = at + 1;
        while (name > at && name < line.Length && line[at] == ':' && (char.IsLetterOrDigit(line[name]) || line[name] is '_' or '$')) name++;
        var named = at < line.Length && line[at] == ':' && name > at + 1;
        tokens.Add(new Token(TokenForm.Value, named ? line[(at + 1)..name] : "", id));
        return named ? name : at;
    }

    private int ReadQuoted(string line, int at, char quote)
    {
        var text = new StringBuilder();
        for (; at < line.Length && line[at] != quote; at++)
        {
            if (line[at] == '\\' && at + 5 < line.Length && line[at + 1] == 'u')
            {
                text.Append((char)int.Parse(line.AsSpan(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 5;
            }
            else
            {
                if (line[at] == '\\') at++;
                if (at < line.Length) text.Append(line[at]);
            }
        }

        if (at >= line.Length) throw Error("a quote is not closed");
        tokens.Add(new Token(quote == '"' ? TokenForm.String : TokenForm.Quoted, text.ToString()));
        return at + 1;
    }
}
