/** The words by which columns of personal data are called, by language; English ones count in every language. */

export type DataKind =
  | 'email'
  | 'phone'
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'birth'
  | 'address'
  | 'iban'
  | 'card'
  | 'nationalId'
  | 'taxId'
  | 'passport'
  | 'license'
  | 'ip'
  | 'health'
  | 'account'
  | 'gender'
  | 'password'
  | 'location'

type Words = Partial<Record<DataKind, readonly string[]>>

/** Written together in lower case, as a name looks without its separators. */
const words: Readonly<Record<string, Words>> = {
  en: {
    email: ['email', 'mail', 'emailaddress', 'mailaddress', 'emailid'],
    phone: [
      'phone',
      'phonenumber',
      'telephone',
      'mobile',
      'mobilephone',
      'cellphone',
      'fax',
      'tel',
      'msisdn',
    ],
    firstName: ['firstname', 'givenname', 'forename', 'fname'],
    lastName: ['lastname', 'surname', 'familyname', 'lname', 'maidenname'],
    fullName: [
      'fullname',
      'personname',
      'customername',
      'employeename',
      'patientname',
      'contactname',
      'cardholder',
    ],
    birth: ['birthdate', 'dateofbirth', 'dob', 'birthday', 'birth'],
    address: [
      'address',
      'streetaddress',
      'street',
      'homeaddress',
      'postaladdress',
      'addressline1',
      'addressline2',
    ],
    iban: ['iban'],
    card: ['creditcard', 'creditcardnumber', 'cardnumber', 'ccnumber', 'ccnum', 'pan'],
    nationalId: [
      'ssn',
      'socialsecurity',
      'socialsecuritynumber',
      'nationalid',
      'nationalinsurance',
      'nino',
      'personalid',
    ],
    taxId: ['taxid', 'tin', 'itin', 'taxnumber'],
    passport: ['passport', 'passportnumber', 'passportno'],
    license: ['driverslicense', 'driverlicense', 'driverslicence', 'licensenumber', 'licenseplate'],
    ip: ['ip', 'ipaddress', 'ipaddr', 'clientip', 'remoteaddr'],
    health: [
      'diagnosis',
      'bloodtype',
      'medicalrecord',
      'mrn',
      'nhsnumber',
      'healthid',
      'medication',
      'disease',
    ],
    account: ['bankaccount', 'accountnumber', 'routingnumber', 'sortcode'],
    gender: ['gender', 'sex', 'ethnicity', 'religion', 'maritalstatus'],
    password: ['password', 'passwd', 'pwd', 'passwordhash', 'secret', 'pin'],
    location: ['latitude', 'longitude', 'geolocation'],
  },
  de: {
    email: ['mailadresse', 'emailadresse'],
    phone: ['telefon', 'telefonnummer', 'handy', 'handynummer', 'mobilnummer'],
    firstName: ['vorname'],
    lastName: ['nachname', 'familienname', 'geburtsname'],
    fullName: ['kundenname', 'ansprechpartner'],
    birth: ['geburtsdatum', 'geburtstag'],
    address: ['adresse', 'anschrift', 'strasse', 'straße', 'wohnort'],
    nationalId: ['sozialversicherungsnummer', 'svnr', 'ahvnummer'],
    taxId: ['steuerid', 'steuernummer', 'steueridentifikationsnummer'],
    passport: ['reisepass', 'passnummer', 'ausweisnummer', 'personalausweis'],
    license: ['führerschein', 'fuehrerschein', 'kennzeichen'],
    health: ['diagnose', 'krankheit', 'blutgruppe'],
    account: ['kontonummer', 'bankverbindung'],
    gender: ['geschlecht', 'konfession', 'familienstand'],
    password: ['passwort', 'kennwort'],
  },
  fr: {
    email: ['courriel', 'adressemail'],
    phone: ['téléphone', 'numerotelephone', 'portable'],
    firstName: ['prénom', 'prenom'],
    lastName: ['nom', 'nomdefamille'],
    birth: ['datedenaissance', 'naissance', 'datenaissance'],
    address: ['adresse', 'rue', 'domicile'],
    nationalId: ['numerosecuritesociale', 'nir', 'numsecu'],
    passport: ['passeport'],
    license: ['permisdeconduire', 'immatriculation'],
    health: ['maladie', 'groupesanguin'],
    gender: ['sexe', 'genre'],
    password: ['motdepasse'],
  },
  es: {
    email: ['correo', 'correoelectronico', 'correoelectrónico'],
    phone: ['telefono', 'teléfono', 'movil', 'móvil'],
    firstName: ['nombre', 'nombrepila'],
    lastName: ['apellido', 'apellidos'],
    birth: ['fechanacimiento', 'fechadenacimiento'],
    address: ['direccion', 'dirección', 'calle', 'domicilio'],
    nationalId: ['dni', 'nif', 'nie'],
    passport: ['pasaporte'],
    gender: ['sexo', 'genero', 'género'],
    password: ['contraseña', 'contrasena'],
  },
  it: {
    phone: ['telefono', 'cellulare'],
    firstName: ['nome'],
    lastName: ['cognome'],
    birth: ['datanascita', 'datadinascita'],
    address: ['indirizzo', 'via'],
    nationalId: ['codicefiscale'],
    passport: ['passaporto'],
    gender: ['sesso', 'genere'],
  },
  nl: {
    email: ['emailadres'],
    phone: ['telefoon', 'telefoonnummer', 'mobiel'],
    firstName: ['voornaam'],
    lastName: ['achternaam'],
    birth: ['geboortedatum'],
    address: ['adres', 'straat'],
    nationalId: ['bsn', 'burgerservicenummer'],
    account: ['rekeningnummer'],
    gender: ['geslacht'],
    password: ['wachtwoord'],
  },
  pt: {
    phone: ['telefone', 'celular', 'telemovel'],
    firstName: ['primeironome', 'nome'],
    lastName: ['sobrenome', 'apelido'],
    birth: ['datanascimento', 'datadenascimento'],
    address: ['endereço', 'endereco', 'morada'],
    nationalId: ['cpf', 'nif'],
    password: ['senha'],
  },
  pl: {
    phone: ['telefon', 'komorka'],
    firstName: ['imie', 'imię'],
    lastName: ['nazwisko'],
    birth: ['dataurodzenia'],
    address: ['adres', 'ulica'],
    nationalId: ['pesel'],
  },
  sv: {
    phone: ['telefonnummer', 'mobilnummer'],
    firstName: ['förnamn', 'fornamn'],
    lastName: ['efternamn'],
    birth: ['födelsedatum', 'fodelsedatum'],
    nationalId: ['personnummer'],
  },
}

/** `customer_eMail` → `customer`, `e`, `mail`: words of a name by its separators and changes of case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
}

/** Words that turn a name into something about the data rather than the data: `email_sent`, `phone_verified`. */
const about: ReadonlySet<string> = new Set(
  'sent verified valid confirmed count counts flag type status template id ids opened clicked bounced enabled domain format length attempts updated created'.split(
    ' ',
  ),
)

/**
 * The word of a column's name that says what it holds, in English or in `language` (`any` for all).
 * One to four neighbouring words are read together: `date_of_birth` is `dateofbirth`.
 */
export function nameHint(kind: DataKind, language: string): (columnName: string) => string | undefined {
  const languages = language === 'any' ? Object.keys(words) : ['en', language]
  const known = new Set(languages.flatMap((each) => words[each]?.[kind] ?? []))
  return (columnName) => {
    const parts = wordsOf(columnName)
    for (let length = Math.min(4, parts.length); length > 0; length -= 1) {
      for (let start = 0; start + length <= parts.length; start += 1) {
        const joined = parts.slice(start, start + length).join('')
        const isAbout = parts.slice(start + length).some((part) => about.has(part))
        if (known.has(joined) && !isAbout) return parts.slice(start, start + length).join(' ')
      }
    }
    return undefined
  }
}
